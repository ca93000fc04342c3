import { launchChromium, type Browser } from '@culvert/harness';
import { describeTransport } from '@culvert/testing';
import { serve } from '@culvert/transport-node';
import { firstValueFrom } from 'rxjs';
import { startPageHost } from '../../testing/page-host.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);

afterAll(() => browser.close());

describeTransport(
  'WebSocket from a page in Chromium',
  async (main, { codec, syncTimeoutMs }) => {
    const host = await startPageHost('conformance-page.ts');
    const { url, token, close } = await serve(main, { server: host.server });
    const context = await browser.newContext();
    const query = new URLSearchParams({ codec, syncTimeoutMs: String(syncTimeoutMs), url, token });
    return {
      async open() {
        const created = firstValueFrom(main.webContents.created$);
        const page = await context.newPage();
        await page.goto(`${host.origin}/?${query.toString()}`);
        return { webContents: await created, end: () => page.close() };
      },
      async dispose() {
        await context.close();
        await close();
        await host.close();
      },
    };
  },
  { sync: 'blocking', guests: false },
);
