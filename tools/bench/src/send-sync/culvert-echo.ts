import { createMain, createRenderer, type Main } from '@culvert/core';
import { parentTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function echoMain(): Main {
  const main = createMain();
  main.ipcMain.on('echo', (event, value: unknown) => {
    event.returnValue = value;
  });
  return main;
}

/** Used in a worker thread and in a child process. */
export async function drive({ payload }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const { ipcRenderer } = renderer;
  const value = payloadSource(payload);
  return (operations) => {
    for (let n = 0; n < operations; n++) ipcRenderer.sendSync('echo', value());
  };
}
