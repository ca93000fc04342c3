import { MessageChannel, parentPort, type MessagePort, type Worker } from 'node:worker_threads';

/**
 * A port to the worker for one contender alone, for libraries that take a port and not a worker.
 */
export function sendPort(worker: Worker): MessagePort {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(port2, [port2]);
  return port1;
}

/** The worker's end of that port. */
export function receivePort(): Promise<MessagePort> {
  return new Promise((resolve) => parentPort!.once('message', resolve));
}
