import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createMain, electronJson } from '@culvert/core';
import { bundleEntry, heldHeapBytes } from '@culvert/harness';
import { RemoteRenderer, watchSlowConsumer } from '@culvert/testing';
import { childTransport, forkRenderer, workerTransport } from '../index.js';

// Ten seconds each, of real processes, and more on a slow machine.
jest.setTimeout(120_000);

const start = { codec: electronJson.name, syncTimeoutMs: 1000 };

describe.each(['worker', 'child process'])('half a million items for a slow consumer in a %s', (place) => {
  it('are limited by demand or policy, and cost no memory on either side', async () => {
    const file = await bundleEntry(join(__dirname, '../../testing/conformance-renderer.ts'), {
      platform: 'node',
    });
    const main = createMain();
    const renderer =
      place === 'worker'
        ? new Worker(file, { workerData: start })
        : forkRenderer(file, [JSON.stringify(start)]);
    const transport = renderer instanceof Worker ? workerTransport(renderer) : childTransport(renderer);
    const webContents = main.connect(transport);
    const report = await watchSlowConsumer(main, new RemoteRenderer(main, webContents), heldHeapBytes);
    console.log(place, JSON.stringify(report));
    expect(report.ahead).toBeLessThanOrEqual(report.highWaterMark);
    const { paused, latest, drop, error, buffer } = report.taken;
    for (const taken of [paused!, latest!, drop!]) {
      expect(taken.end).toBe('');
      expect(taken.items).toBeGreaterThan(0);
      expect(taken.items).toBeLessThan(report.offered / 20);
    }
    // `paused` gets every item, `drop` the items of the moment, `latest` the newest item.
    expect(paused!.last).toBe(paused!.items - 1);
    expect(drop!.last).toBeGreaterThan(10_000);
    expect(latest!.last).toBeGreaterThan(10_000);
    expect([error!.end, buffer!.end]).toEqual(['ERR_CULVERT_OVERFLOW', 'ERR_CULVERT_OVERFLOW']);
    expect(report.growthMb.main).toBeLessThan(16);
    expect(report.growthMb.renderer).toBeLessThan(16);
    main.close();
    if (renderer instanceof Worker) await renderer.terminate();
    else renderer.kill('SIGKILL');
  });
});
