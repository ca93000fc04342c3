import { createMain, type Main, type Renderer } from '@culvert/core';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

/** Main. It counts the messages that it gets, and answers with the count. */
export function reportsMain(): Main {
  const main = createMain();
  let received = 0;
  main.ipcMain.on('report', () => received++);
  main.ipcMain.handle('received', () => received);
  return main;
}

/** Sends messages to main, over any transport of the renderer. */
export async function driveReports(renderer: Renderer, { payload }: Parameters): Promise<Drive> {
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
