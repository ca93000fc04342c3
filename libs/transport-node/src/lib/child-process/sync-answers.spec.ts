import { once } from 'node:events';
import { join } from 'node:path';
import { createMain } from '@culvert/core';
import { bundleEntry } from '@culvert/harness';
import { childTransport } from './child-transport.js';
import { forkRenderer } from './fork-renderer.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

const LIMIT = 4 * 1024 * 1024;
/** Two of these exceed the limit, with two bytes for each character. */
const LENGTH = (LIMIT / 8) * 3;

it('a child that is blocked gets each of many large answers: an answer stops counting once it is read', async () => {
  const file = await bundleEntry(join(__dirname, '../../../testing/sync-peer.ts'), { platform: 'node' });
  const main = createMain({ limits: { queuedBytes: LIMIT } });
  const child = forkRenderer(file);
  const webContents = main.connect(childTransport(child));
  main.ipcMain.on('large', (event) => (event.returnValue = 'x'.repeat(LENGTH)));
  const answered = once(main.ipcMain, 'outcomes') as Promise<[unknown, unknown[]]>;
  webContents.send('ask', Array(12).fill('large'));
  expect((await answered)[1]).toEqual(Array(12).fill(LENGTH));
  main.close();
  child.kill();
});
