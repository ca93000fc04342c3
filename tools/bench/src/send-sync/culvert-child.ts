import type { ChildProcess } from 'node:child_process';
import { createMain, createRenderer } from '@culvert/core';
import { childTransport, forkRenderer, parentTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { payloadSource } from '../measure/payloads.js';
import type { Fork } from '../measure/process-contender.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(launch: (fork: Fork) => ChildProcess): () => void {
  const main = createMain();
  main.ipcMain.on('echo', (event, value: unknown) => {
    event.returnValue = value;
  });
  main.connect(childTransport(launch(forkRenderer)), { kind: 'process' });
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
