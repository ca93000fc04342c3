import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { createMain, createRenderer } from '@culvert/core';
import { childTransport, parentTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Fork } from '../measure/process-contender.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(launch: (fork: Fork) => ChildProcess): () => void {
  const main = createMain();
  let received = 0;
  main.ipcMain.on('report', () => received++);
  main.ipcMain.handle('received', () => received);
  main.connect(childTransport(launch(fork)), { kind: 'process' });
  return () => main.close();
}

export async function drive({ payload }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const { ipcRenderer } = renderer;
  const value = payloadSource(payload);
  return (operations) =>
    paced(
      operations,
      () => ipcRenderer.send('report', value()),
      () => ipcRenderer.invoke('received'),
    );
}
