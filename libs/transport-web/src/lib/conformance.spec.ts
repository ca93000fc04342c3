import { launchChromium, type Browser } from '@culvert/harness';
import { connectNext, describeTransport } from '@culvert/testing';
import { serve } from '@culvert/transport-node';
import { fromEvent, map } from 'rxjs';
import { startPageHost } from '../../testing/page-host.js';

interface ConsoleLine {
  text(): string;
}

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);

afterAll(() => browser.close());

describeTransport(
  'WebSocket from a page in Chromium',
  async (main, { codec, syncTimeoutMs }) => {
    const host = await startPageHost('conformance-page.ts');
    const { main: server, next } = connectNext(main);
    const { url, token, close } = await serve(server, { server: host.server });
    const context = await browser.newContext();
    const query = new URLSearchParams({ codec, syncTimeoutMs: String(syncTimeoutMs), url, token });
    return {
      async open(info) {
        const connected = next(info);
        const page = await context.newPage();
        const reports$ = fromEvent(page, 'console').pipe(map((message) => (message as ConsoleLine).text()));
        await page.goto(`${host.origin}/?${query.toString()}`);
        return { webContents: await connected, reports$, end: () => page.close() };
      },
      async dispose() {
        await context.close();
        await close();
        await host.close();
      },
    };
  },
  { sync: 'blocking', guests: true, reports: true },
);
