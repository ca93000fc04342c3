import { launchChromium, type Browser } from '@culvert/harness';
import { describeConformance } from '@culvert/testing';
import { startAppHost, type AppHost } from '../../../testing/app-host.js';
import type { ConformancePage } from '../../../testing/conformance-main-page.js';

let browser: Browser;
let host: AppHost;

beforeAll(async () => {
  const programs = ['conformance-main-page', 'conformance-worker'];
  [browser, host] = await Promise.all([launchChromium(), startAppHost({ programs, isolated: true })]);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await host.close();
});

// Main and the cases run in the page. This file only counts them.
describeConformance(
  'Web Worker',
  async (codec) => {
    const page = await browser.newPage();
    await page.goto(`${host.origin}/conformance-main-page`);
    await page.evaluate((name) => (globalThis as unknown as ConformancePage).startConformance(name), codec);
    return {
      run: (name) =>
        page.evaluate((it) => (globalThis as unknown as ConformancePage).conformance.run(it), name),
      reset: () => page.evaluate(() => (globalThis as unknown as ConformancePage).conformance.reset()),
      async dispose() {
        await page.evaluate(() => (globalThis as unknown as ConformancePage).conformance.dispose());
        await page.close();
      },
    };
  },
  { sync: 'blocking', guests: true, ports: true, reports: true },
);
