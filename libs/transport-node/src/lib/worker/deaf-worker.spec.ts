import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createMain, type Inspection } from '@culvert/core';
import { bundleEntry } from '@culvert/harness';
import { FLOOD, countHeard, flood } from '../../../testing/flood.js';
import { workerTransport } from './worker-transport.js';

// Real threads on a machine that others use too.
jest.setTimeout(120_000);

const LIMIT = 16 * 1024 * 1024;

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../../testing/deaf-renderer.ts'), { platform: 'node' });
});

const running: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(running.splice(0).map((end) => end())));

function setUp(options: { readonly slowConsumer?: 'drop' | 'close' } = {}) {
  const main = createMain({ limits: { queuedBytes: LIMIT }, ...options });
  const seen: string[] = [];
  main.inspect$.subscribe((item: Inspection) => {
    if (item.kind === 'slow' || item.kind === 'drained') seen.push(`${item.kind} ${item.id}`);
    if (item.kind === 'drop' && item.reason === 'slow-consumer') seen.push(`closed ${item.to}`);
  });
  main.ipcMain.on('blocks', (event) => (event.returnValue = true));
  const workers = [new Worker(file), new Worker(file)] as const;
  const [deaf, other] = [
    main.connect(workerTransport(workers[0])),
    main.connect(workerTransport(workers[1])),
  ];
  const stopReading = async (ms: number) => {
    deaf.send('block', ms);
    await once(main.ipcMain, 'blocks');
  };
  running.push(() => {
    main.close();
    return Promise.all(workers.map((worker) => worker.terminate()));
  });
  return { main, deaf, other, seen, stopReading };
}

describe('a worker that reads nothing', () => {
  it('costs main at most the memory of its limit, and other renderers nothing', async () => {
    const { main, deaf, other, seen, stopReading } = setUp();
    await stopReading(1e9);
    const report = await flood(main, deaf, [other]);
    console.log('worker', JSON.stringify(report));
    expect(seen).toEqual([`slow ${deaf.id}`]);
    expect(report.dropped).toBeGreaterThan(FLOOD / 2);
    expect(await countHeard(main, other)).toBe(FLOOD);
    expect(report.peak - report.before).toBeLessThan((3 * LIMIT) / 1e6 + 50);
    expect(deaf.isDestroyed()).toBe(false);
  });

  it('has caught up when it reads again, and has the beginning of what was sent', async () => {
    const { main, deaf, other, seen, stopReading } = setUp();
    await stopReading(3000);
    const drained = once(deaf, 'drained');
    const { dropped } = await flood(main, deaf, [other]);
    await drained;
    expect(seen.slice(0, 2)).toEqual([`slow ${deaf.id}`, `drained ${deaf.id}`]);
    expect(await countHeard(main, deaf)).toBe(FLOOD - dropped);
  });

  it('is closed if main closes slow renderers', async () => {
    const { main, deaf, other, seen, stopReading } = setUp({ slowConsumer: 'close' });
    await stopReading(1e9);
    await flood(main, deaf, [other]);
    expect(seen).toEqual([`slow ${deaf.id}`, `closed ${deaf.id}`]);
    expect(deaf.isDestroyed()).toBe(true);
    expect(await countHeard(main, other)).toBe(FLOOD);
  });
});

describe('a worker that reads', () => {
  it('is never slow, even under a flood', async () => {
    const { main, deaf, other, seen } = setUp();
    await flood(main, deaf, [deaf, other]);
    expect([await countHeard(main, deaf), await countHeard(main, other)]).toEqual([FLOOD, FLOOD]);
    expect(seen).toEqual([]);
  });
});
