import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createMain, type Inspection } from '@culvert/core';
import { defineContract, expose, stream, wrap } from '@culvert/core/contract';
import { bundleEntry } from '@culvert/harness';
import { config, filter, firstValueFrom, interval } from 'rxjs';
import { childTransport, forkRenderer, workerTransport } from '../index.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

const offered = defineContract('peer', { ticks: stream<void, number>() });
const served = defineContract('main', { ticks: stream<void, number>() });

let file: string;
const uncaught: unknown[] = [];
beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../testing/ticking-peer.ts'), { platform: 'node' });
});
beforeEach(() => {
  uncaught.length = 0;
  config.onUnhandledError = (error) => uncaught.push(error);
  jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
});
afterEach(() => {
  config.onUnhandledError = null;
  jest.restoreAllMocks();
});

/** Main subscribes to the peer's ticks without an error callback, and the peer to main's. */
async function start(place: 'worker' | 'child') {
  const main = createMain();
  expose(main, served, { ticks: () => interval(1) });
  const unhandled: Inspection[] = [];
  main.inspect$
    .pipe(filter((item) => item.kind === 'drop' && item.reason === 'unhandled-error'))
    .subscribe((item) => unhandled.push(item));
  const peer = place === 'worker' ? new Worker(file) : forkRenderer(file, []);
  const exited = once(peer, 'exit') as Promise<[number | null]>;
  const webContents = main.connect(peer instanceof Worker ? workerTransport(peer) : childTransport(peer));
  const ticks: number[] = [];
  wrap(webContents, offered)
    .ticks()
    .subscribe((tick) => ticks.push(tick));
  await until(() => ticks.length > 3);
  return { main, peer, webContents, unhandled, exited };
}

const until = (isTrue: () => boolean) => firstValueFrom(interval(1).pipe(filter(isTrue)));

describe.each(['worker', 'child'] as const)('a stream without an error callback, of a %s', (place) => {
  it.each(['is killed', 'closes', 'throws'])('ends nothing of main: the peer %s', async (how) => {
    const { main, peer, webContents, unhandled, exited } = await start(place);
    if (how !== 'is killed') webContents.send('end', how);
    else if (peer instanceof Worker) await peer.terminate();
    else peer.kill('SIGKILL');
    await until(() => unhandled.length + uncaught.length > 0);
    expect(uncaught).toEqual([]);
    expect(unhandled).toMatchObject([{ channel: 'peer/ticks', from: webContents.id }]);
    main.close();
    await exited;
  });

  it('ends nothing of the peer: main closes', async () => {
    const { main, exited } = await start(place);
    main.close();
    expect(await exited).toEqual(place === 'worker' ? [42] : [42, null]);
    expect(uncaught).toEqual([]);
  });
});
