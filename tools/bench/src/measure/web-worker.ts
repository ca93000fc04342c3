import type { MessagePort, Worker } from 'node:worker_threads';
import { receivePort, sendPort } from './own-port.js';

/**
 * A worker thread for libraries that use the Worker of a browser. A port has the same `onmessage`
 * and `postMessage`.
 */
export function webWorkerLike(worker: Worker): MessagePort & { terminate(): void } {
  return Object.assign(sendPort(worker), { terminate: () => void worker.terminate() });
}

/** Defines, in the worker thread, the two globals that such libraries use there. */
export async function webWorkerGlobals(): Promise<void> {
  const port = await receivePort();
  Object.assign(globalThis, { self: port, postMessage: port.postMessage.bind(port) });
}
