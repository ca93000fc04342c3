import { createMain, electronJson } from '@culvert/core';
import { heldHeapBytes, launchChromium } from '@culvert/harness';
import { RemoteRenderer, connectNext, watchSlowConsumer } from '@culvert/testing';
import { serve } from '@culvert/transport-node';
import { startPageHost } from '../../testing/page-host.js';

// The test takes ten seconds of a real page, and more on a slow machine.
jest.setTimeout(120_000);

it('demand or policy holds half a million items for a slow page, at no memory cost on either side', async () => {
  const browser = await launchChromium();
  const main = createMain();
  const host = await startPageHost('conformance-page.ts');
  const { main: server, next } = connectNext(main);
  const { url, token, close } = await serve(server, { server: host.server });
  const connected = next({});
  const page = await browser.newPage();
  const query = new URLSearchParams({ codec: electronJson.name, syncTimeoutMs: '1000', url, token });
  await page.goto(`${host.origin}/?${query.toString()}`);
  const report = await watchSlowConsumer(main, new RemoteRenderer(main, await connected), heldHeapBytes);
  console.log('page', JSON.stringify(report));
  expect(report.ahead).toBeLessThanOrEqual(report.highWaterMark);
  const { paused, latest, drop, error, buffer } = report.taken;
  for (const taken of [paused!, latest!, drop!]) {
    expect(taken.end).toBe('');
    expect(taken.items).toBeGreaterThan(0);
    expect(taken.items).toBeLessThan(report.offered / 20);
  }
  expect(paused!.last).toBe(paused!.items - 1);
  expect([error!.end, buffer!.end]).toEqual(['ERR_CULVERT_OVERFLOW', 'ERR_CULVERT_OVERFLOW']);
  expect(report.growthMb.main).toBeLessThan(16);
  expect(report.growthMb.renderer).toBeLessThan(16);
  await browser.close();
  await close();
  await host.close();
  main.close();
});
