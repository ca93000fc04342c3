import { Worker } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { callsInOrder } from '../measure/in-order.js';
import { receivePort, sendPort } from '../measure/own-port.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const other = new Worker(new URL('./raw-peer.js', import.meta.url));
  const port = sendPort(worker);
  other.postMessage(port, [port]);
  return () => void other.terminate();
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const port = await receivePort();
  const value = payloadSource(payload);
  const call = callsInOrder(
    () => port.postMessage(value()),
    (answered) => port.on('message', answered),
  );
  return (operations) => inFlight(operations, width, call);
}
