import type { Worker } from 'node:worker_threads';
import { SyncMessagePort } from 'sync-message-port';
import type { Parameters } from '../measure/contender.js';
import { receivePort } from '../measure/own-port.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): void {
  const { port1, port2 } = SyncMessagePort.createChannel();
  const port = new SyncMessagePort(port1);
  port.on('message', (value: unknown) => port.postMessage(value));
  worker.postMessage(port2, [port2]);
}

export async function drive({ payload }: Parameters): Promise<Drive> {
  const port = new SyncMessagePort(await receivePort());
  const value = payloadSource(payload);
  return (operations) => {
    for (let n = 0; n < operations; n++) {
      port.postMessage(value());
      port.receiveMessage();
    }
  };
}
