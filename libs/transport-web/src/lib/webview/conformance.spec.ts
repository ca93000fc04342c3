import { launchChromium, type Browser, type Page } from '@culvert/harness';
import type { ConnectInfo } from '@culvert/core';
import { connectNext, describeTransport } from '@culvert/testing';
import { serve } from '@culvert/transport-node';
import { filter, fromEvent, map } from 'rxjs';
import type { Embedder } from '../../../testing/webview/conformance-page.js';
import { startSite } from '../../../testing/webview/site.js';
import { frameOf } from '../../../testing/webview/stage.js';

type Frame = ReturnType<Page['mainFrame']>;

interface ConsoleLine {
  text(): string;
}

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);

afterAll(() => browser.close());

const embed = (frame: Frame, guest: string, src: string): Promise<number> =>
  frame.evaluate(
    ([name, address]) => (globalThis as unknown as { embedder: Embedder }).embedder.embed(name, address),
    [guest, src] as const,
  );
const remove = (frame: Frame, guest: string): Promise<void> =>
  frame.evaluate((name) => (globalThis as unknown as { embedder: Embedder }).embedder.remove(name), guest);

// Main runs here in Node. The window is a page of one origin. Each renderer of the suite is a guest
// of another origin in that page.
describeTransport(
  'iframe guest',
  async (main, { codec, syncTimeoutMs }) => {
    const program = 'conformance-page.ts';
    const [site, guestSite] = [await startSite(program), await startSite(program)];
    const { main: server, next } = connectNext(main);
    const { url, token, close } = await serve(server, { server: site.server });
    const context = await browser.newContext();
    const page = await context.newPage();
    const lines$ = fromEvent(page, 'console').pipe(map((message) => (message as ConsoleLine).text()));
    const options = { codec, syncTimeoutMs: String(syncTimeoutMs) };
    const address = `${site.origin}/?${new URLSearchParams({ ...options, url, token }).toString()}`;
    const openWindow = async (info: ConnectInfo, at: Page) => {
      const [webContents] = await Promise.all([next(info), at.goto(address)]);
      return { webContents, end: () => at.close() };
    };
    await openWindow({}, page);
    const frames = new Map<number | undefined, Frame>([[undefined, page.mainFrame()]]);
    let count = 0;
    return {
      async open(info) {
        if (info.kind === 'window') return openWindow(info, await context.newPage());
        const { host } = info;
        const guest = `guest-${++count}`;
        const query = new URLSearchParams({ ...options, guest });
        const embedder = frames.get(host)!;
        const id = await embed(embedder, guest, `${guestSite.origin}/?${query.toString()}`);
        frames.set(id, await frameOf(page, `guest=${guest}`));
        return {
          webContents: main.webContents.fromId(id)!,
          reports$: lines$.pipe(
            filter((line) => line.startsWith(`${guest} `)),
            map((line) => line.slice(guest.length + 1)),
          ),
          end: () => remove(embedder, guest),
        };
      },
      async dispose() {
        await context.close();
        await close();
        await Promise.all([site.close(), guestSite.close()]);
      },
    };
  },
  { sync: 'embedded', guests: true, chosenInfo: false, reports: true },
);
