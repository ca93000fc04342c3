import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createMain, electronJson, structured, type Main } from '@culvert/core';
import { defineContract, stream, wrap } from '@culvert/core/contract';
import { bundleEntry } from '@culvert/harness';
import { filter, firstValueFrom, interval } from 'rxjs';
import type { ExitStart } from '../../testing/exit-peer.js';
import { childTransport, forkRenderer, serve, workerTransport } from '../index.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../testing/exit-peer.ts'), { platform: 'node' });
});

/** The sizes of the messages that main received from a renderer, once that has ended. */
async function heardOf(place: 'worker' | 'child' | 'WebSocket client', start: ExitStart): Promise<unknown[]> {
  const main = createMain({ codec: start.binary ? structured : electronJson });
  const heard: unknown[] = [];
  main.ipcMain.on('log', (_event, value: string | Uint8Array) =>
    heard.push(value.length > 10 ? value.length : value),
  );
  if (place === 'WebSocket client') {
    await endOfClient(main, start);
    main.close();
    return heard;
  }
  let transport;
  if (place === 'worker') {
    const worker = new Worker(file, { workerData: start, stderr: true });
    worker.on('error', () => {});
    transport = workerTransport(worker);
  } else {
    const child = forkRenderer(file, [JSON.stringify(start)], { stdio: ['ignore', 'inherit', 'ignore'] });
    transport = childTransport(child);
  }
  const webContents = main.connect(transport);
  await once(webContents, 'destroyed');
  main.close();
  return heard;
}

/** Resolves when a process that has connected by `serve` has ended, and main knows. */
async function endOfClient(main: Main, start: ExitStart): Promise<void> {
  const { url, token, close } = await serve(main);
  const withUrl: ExitStart = { ...start, url: `${url}?token=${token}` };
  const client = spawn(process.execPath, [file, JSON.stringify(withUrl)], { stdio: 'ignore' });
  await once(client, 'exit');
  await firstValueFrom(interval(1).pipe(filter(() => main.webContents.getAll().length === 0)));
  await close();
}

const ways = [
  'exit',
  'earlier listener',
  'later listener',
  'error',
  'rejection',
  'close',
  'nothing left',
] as const;

describe.each(['worker', 'child'] as const)('the messages of a %s before it ends', (place) => {
  it.each(ways)('arrive whole and in order, large or small: %s', async (way) => {
    for (const bytes of [11, 8 * 1024 * 1024]) {
      expect(await heardOf(place, { way, bytes, binary: false })).toEqual(['first', bytes, 'last']);
    }
    const bytes = 3 * 1024 * 1024;
    expect(await heardOf(place, { way, bytes, binary: true })).toEqual(['first', bytes, 'last']);
  });
});

describe.each(['worker', 'child'] as const)('the items that a %s emits before it ends', (place) => {
  let itemsFile: string;
  beforeAll(async () => {
    itemsFile = await bundleEntry(join(__dirname, '../../testing/exit-items-peer.ts'), { platform: 'node' });
  });

  it.each([
    ['within the call that subscribes', 'subscribe'],
    ['in a later turn', 'later'],
    ['as it exits', 'listener'],
    ['by a generator', 'generator'],
  ])('arrive, and the end of the connection behind them: emitted %s', async (_when, way) => {
    const main = createMain();
    const transport =
      place === 'worker'
        ? workerTransport(new Worker(itemsFile, { workerData: way }))
        : childTransport(forkRenderer(itemsFile, [way]));
    const contract = defineContract('exits', { items: stream<void, number>() });
    const got: unknown[] = [];
    await new Promise<void>((resolve) => {
      wrap(main.connect(transport), contract)
        .items()
        .subscribe({
          next: (item) => got.push(item),
          error: ({ code }: { code: string }) => (got.push(code), resolve()),
        });
    });
    expect(got).toEqual([1, 2, 3, 'ERR_CULVERT_DISCONNECTED']);
    main.close();
  });
});

describe.each(['child', 'WebSocket client'] as const)('the messages of a %s before it is killed', (place) => {
  it.each(['killed behind flush', 'killed behind close'] as const)(
    'arrive whole and in order once the promise has resolved: %s',
    async (way) => {
      for (const bytes of [11, 8 * 1024 * 1024]) {
        expect(await heardOf(place, { way, bytes, binary: false })).toEqual(['first', bytes, 'last']);
      }
    },
  );
});
