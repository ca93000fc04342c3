import type { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const main = createMain();
  main.ipcMain.handle('size', (_event, value: Uint8Array) => value.byteLength);
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => void main.close();
}

export async function drive({ count }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  return async (operations) => {
    for (let n = 0; n < operations; n++) await renderer.ipcRenderer.invoke('size', new Uint8Array(count));
  };
}
