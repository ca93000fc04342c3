import { MessageChannel, parentPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const other = new Worker(new URL('./raw-peer.js', import.meta.url));
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(port1, [port1]);
  other.postMessage(port2, [port2]);
  return () => void other.terminate();
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const port = await new Promise<MessagePort>((resolve) => parentPort!.once('message', resolve));
  const waiting: (() => void)[] = [];
  port.on('message', () => waiting.shift()!());
  const value = payloadSource(payload);
  const call = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port.postMessage(value());
    });
  return (operations) => inFlight(operations, width, call);
}
