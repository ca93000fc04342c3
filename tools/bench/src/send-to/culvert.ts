import { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const main = createMain();
  const other = new Worker(new URL('./culvert-peer.js', import.meta.url));
  const { id } = main.connect(workerTransport(other), { kind: 'worker' });
  main.connect(workerTransport(worker), { kind: 'worker' }).send('other', id);
  return () => {
    main.close();
    void other.terminate();
  };
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const { ipcRenderer } = createRenderer(parentTransport());
  const other = await new Promise<number>((resolve) =>
    ipcRenderer.once('other', (_event, id: number) => resolve(id)),
  );
  const waiting: (() => void)[] = [];
  ipcRenderer.on('pong', () => waiting.shift()!());
  const value = payloadSource(payload);
  const call = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      ipcRenderer.sendTo(other, 'ping', value());
    });
  return (operations) => inFlight(operations, width, call);
}
