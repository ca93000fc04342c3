import { launchChromium, type Browser, type Page } from '@culvert/harness';
import { describeConformance } from '@culvert/testing';
import { startAppHost, type AppHost } from '../../../testing/app-host.js';
import type { ControlPage } from '../../../testing/conformance-control.js';
import type { ControlRequest } from '../../../testing/conformance-main-worker.js';

const programs = ['conformance-control', 'conformance-main-worker', 'conformance-window', 'service-worker'];

let browser: Browser;
let host: AppHost;

beforeAll(async () => {
  [browser, host] = await Promise.all([launchChromium(), startAppHost({ programs, isolated: true })]);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await host.close();
});

// Main and the cases run in a SharedWorker. This file only counts them. The app's server serves
// files only.
describeConformance(
  'main-in-worker',
  async (codec) => {
    const context = await browser.newContext();
    const control = await context.newPage();
    const pages = new Map<number, Page>();
    await control.exposeFunction('openPage', async (id: number, query: string) => {
      const page = await context.newPage();
      pages.set(id, page);
      page.on('console', (message) => {
        void control.evaluate(([n, text]) => (globalThis as unknown as ControlPage).report(n, text), [
          id,
          message.text(),
        ] as const);
      });
      await page.goto(`${host.origin}/conformance-window?${query}`);
    });
    await control.exposeFunction('closePage', async (id: number) => {
      await pages.get(id)!.close();
      await control.evaluate((n) => (globalThis as unknown as ControlPage).pageClosed(n), id);
    });
    await control.goto(`${host.origin}/conformance-control`);
    const tell = (request: ControlRequest): Promise<void> =>
      control.evaluate((it) => (globalThis as unknown as ControlPage).control(it), request);
    await tell({ do: 'start', codec });
    return {
      run: (name) => tell({ do: 'run', name }),
      reset: () => tell({ do: 'reset' }),
      async dispose() {
        await tell({ do: 'dispose' });
        await context.close();
      },
    };
  },
  { sync: 'blocking', guests: true, ports: true, reports: true },
);
