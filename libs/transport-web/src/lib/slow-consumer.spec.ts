import { createMain, electronJson } from '@culvert/core';
import { launchChromium } from '@culvert/harness';
import { RemoteRenderer, connectNext, watchSlowConsumer } from '@culvert/testing';
import { serve } from '@culvert/transport-node';
import { startPageHost } from '../../testing/page-host.js';

// The test takes ten seconds of a real page.
jest.setTimeout(60_000);

it('demand or policy holds a million items for a slow page, at no memory cost on either side', async () => {
  const browser = await launchChromium();
  const main = createMain();
  const host = await startPageHost('conformance-page.ts');
  const { main: server, next } = connectNext(main);
  const { url, token, close } = await serve(server, { server: host.server });
  const connected = next({});
  const page = await browser.newPage();
  const query = new URLSearchParams({ codec: electronJson.name, syncTimeoutMs: '1000', url, token });
  await page.goto(`${host.origin}/?${query.toString()}`);
  const heap = () => process.memoryUsage().heapUsed;
  const report = await watchSlowConsumer(main, new RemoteRenderer(main, await connected), 10, heap);
  console.log('page', JSON.stringify(report));
  expect(report.ahead).toBeLessThanOrEqual(report.highWaterMark);
  const { paused, latest, drop, error, buffer } = report.taken;
  for (const taken of [paused!, latest!, drop!]) {
    expect(taken.end).toBe('');
    expect(taken.items).toBeGreaterThan(200);
    expect(taken.items).toBeLessThan(1100);
  }
  expect(paused!.last).toBe(paused!.items - 1);
  expect([error!.end, buffer!.end]).toEqual(['ERR_CULVERT_OVERFLOW', 'ERR_CULVERT_OVERFLOW']);
  expect(report.offered).toBeGreaterThan(500_000);
  expect(report.growthMb.main).toBeLessThan(16);
  expect(report.growthMb.renderer).toBeLessThan(16);
  await browser.close();
  await close();
  await host.close();
  main.close();
});
