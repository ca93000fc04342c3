import { fork, type ChildProcess } from 'node:child_process';
import { createMain, createRenderer } from '@culvert/core';
import { serve, webSocketTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Fork } from '../measure/process-contender.js';
import type { Drive } from '../measure/worker-contender.js';

export async function host(
  launch: (fork: Fork, ...more: readonly string[]) => ChildProcess,
): Promise<() => Promise<void>> {
  const main = createMain();
  let received = 0;
  main.ipcMain.on('report', () => received++);
  main.ipcMain.handle('received', () => received);
  const server = await serve(main);
  launch(fork, server.url, server.token);
  return async () => {
    main.close();
    await server.close();
  };
}

export async function drive({ payload }: Parameters, url: string, token: string): Promise<Drive> {
  const renderer = createRenderer(webSocketTransport(url, { token }));
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
