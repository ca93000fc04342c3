import { parentPort, Worker } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { callsInOrder } from '../measure/in-order.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

/** Two hops each way: main forwards the messages of one worker to the other. */
export function host(worker: Worker): () => void {
  const other = new Worker(new URL('./raw-peer.js', import.meta.url));
  worker.on('message', (value: unknown) => other.postMessage(value));
  other.on('message', (value: unknown) => worker.postMessage(value));
  return () => void other.terminate();
}

export function drive({ payload, inFlight: width }: Parameters): Drive {
  const value = payloadSource(payload);
  const call = callsInOrder(
    () => parentPort!.postMessage(value()),
    (answered) => parentPort!.on('message', answered),
  );
  return (operations) => inFlight(operations, width, call);
}
