import type { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const main = createMain();
  main.ipcMain.on('echo', (event, value: unknown) => {
    event.returnValue = value;
  });
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => main.close();
}

export async function drive({ payload }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const { ipcRenderer } = renderer;
  const value = payloadSource(payload);
  return (operations) => {
    for (let n = 0; n < operations; n++) ipcRenderer.sendSync('echo', value());
  };
}
