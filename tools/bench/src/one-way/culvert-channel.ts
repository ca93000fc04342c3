import type { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const main = createMain();
  let received = 0;
  main.channel('report').subscribe(() => received++);
  main.ipcMain.handle('received', () => received);
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => void main.close();
}

export async function drive({ payload }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const channel = renderer.channel('report');
  const value = payloadSource(payload);
  return (operations) =>
    paced(
      operations,
      () => channel.next(value()),
      () => renderer.ipcRenderer.invoke('received'),
    );
}
