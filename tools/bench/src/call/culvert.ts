import type { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const main = createMain();
  main.ipcMain.handle('echo', (_event, value: unknown) => value);
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => void main.close();
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const { ipcRenderer } = renderer;
  const value = payloadSource(payload);
  return (operations) => inFlight(operations, width, () => ipcRenderer.invoke('echo', value()));
}
