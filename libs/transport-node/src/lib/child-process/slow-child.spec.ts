import { once } from 'node:events';
import { join } from 'node:path';
import { createMain } from '@culvert/core';
import { bundleEntry } from '@culvert/harness';
import { FLOOD } from '../../../testing/flood.js';
import { childTransport } from './child-transport.js';
import { forkRenderer } from './fork-renderer.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

const MESSAGE_BYTES = 100 * 1024;
// More than the memory that the spec allows, so that it fails if main keeps them all.
const MESSAGES = 2 * FLOOD;
const MB = 1024 * 1024;

it.each(['stopped', 'blocked'])(
  'a child that is %s costs main bounded memory, and other renderers nothing',
  async (how) => {
    const file = await bundleEntry(join(__dirname, '../../../testing/echo-peer.ts'), { platform: 'node' });
    const main = createMain();
    const [slow, honest] = [forkRenderer(file), forkRenderer(file)];
    const [slowContents, honestContents] = [slow, honest].map((child) => main.connect(childTransport(child)));
    for (const webContents of [slowContents!, honestContents!]) {
      const answer = once(main.ipcMain, 'pong');
      webContents.send('ping', 'there?');
      await answer;
    }
    if (how === 'stopped') slow.kill('SIGSTOP');
    else slowContents!.send('block');

    let dropped = 0;
    main.inspect$.subscribe((event) => {
      if ('reason' in event && event.reason === 'queue-full') dropped++;
    });
    let peak = 0;
    const before = process.memoryUsage().rss;
    const text = 'x'.repeat(MESSAGE_BYTES);
    for (let i = 0; i < MESSAGES; i++) {
      slowContents!.send('noise', text);
      if (i % 100 !== 99) continue;
      await new Promise((resolve) => setImmediate(resolve));
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    const answer = once(main.ipcMain, 'pong');
    honestContents!.send('ping', 'still there?');
    expect((await answer)[1]).toBe('still there?');

    const ended = once(slowContents!, 'destroyed');
    slow.kill('SIGKILL');
    await ended;
    const after = process.memoryUsage().rss;
    console.log(how, [before, peak, after].map((bytes) => `${Math.round(bytes / MB)} MB`).join(', '));
    // The limit of waiting bytes is 64 MiB. The rest is uncollected memory.
    expect(peak - before).toBeLessThan(256 * MB);
    expect(dropped).toBeGreaterThan(MESSAGES / 2);
    main.close();
    honest.kill('SIGKILL');
  },
);
