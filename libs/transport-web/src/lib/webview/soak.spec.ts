import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleEntry, launchChromium, type Browser, type Page } from '@culvert/harness';
import type { PageTools } from '../../../testing/webview/page.js';
import { startSite, type Site } from '../../../testing/webview/site.js';
import type { MainFigures } from '../../../testing/webview/soak-main.js';

declare const culvert: PageTools;

jest.setTimeout(300_000);

/** `npm run soak` runs more. */
const TIMES = Number(process.env['CULVERT_SOAK_TIMES'] ?? 200);
/** How many runs go in parallel, so that the machine is busy. */
const LANES = 4;

describe(`${TIMES} guests, one after the other`, () => {
  let [site, guests]: Site[] = [];
  let main: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [site, guests] = [await startSite('page.ts'), await startSite('greeting-guest.ts')];
    const file = await bundleEntry(join(__dirname, '../../../testing/webview/soak-main.ts'), {
      platform: 'node',
    });
    main = fork(file, [site.origin], { execArgv: ['--expose-gc'] });
    const [{ url, token }] = (await once(main, 'message')) as [{ url: string; token: string }];
    browser = await launchChromium();
    page = await browser.newPage();
    await page.addInitScript(() => {
      // A listener counts once, even if it is added or removed several times.
      const listeners = { message: new Set<unknown>(), pagehide: new Set<unknown>() };
      const watch = (method: 'addEventListener' | 'removeEventListener', change: 'add' | 'delete') => {
        const original = window[method].bind(window) as (...args: unknown[]) => void;
        window[method] = (type: string, listener: unknown, options?: unknown) => {
          if (type in listeners) listeners[type as keyof typeof listeners][change](listener);
          original(type, listener, options);
        };
      };
      watch('addEventListener', 'add');
      watch('removeEventListener', 'delete');
      Object.assign(globalThis, {
        countListeners: () => ({ message: listeners.message.size, pagehide: listeners.pagehide.size }),
      });
    });
    await page.goto(`${site.origin}/?${new URLSearchParams({ url, token }).toString()}`);
  });
  afterAll(async () => {
    await browser.close();
    main.kill();
    await Promise.all([site!.close(), guests!.close()]);
  });

  async function figures() {
    main.send('figures');
    const [inMain] = (await once(main, 'message')) as [MainFigures];
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    await devtools.detach();
    const listeners = await page.evaluate(() =>
      (globalThis as unknown as { countListeners(): Record<string, number> }).countListeners(),
    );
    return { main: inMain, page: { heapBytes: usedSize, ...listeners } };
  }

  /** Mounts and unmounts this many guests, and resolves when main has forgotten the last one. */
  async function mount(times: number): Promise<void> {
    await page.evaluate(
      async ([src, count, lanes]) => {
        const once = (target: EventTarget, name: string) =>
          new Promise<Event>((resolve) => target.addEventListener(name, resolve, { once: true }));
        let left = count;
        const lane = async (): Promise<void> => {
          while (left-- > 0) {
            const webview = document.createElement('culvert-webview');
            webview.src = src;
            const hello = once(webview, 'ipc-message');
            const ready = once(webview, 'dom-ready');
            document.body.append(webview);
            await Promise.all([hello, ready]);
            const destroyed = once(webview, 'destroyed');
            webview.remove();
            await destroyed;
          }
        };
        await Promise.all(Array.from({ length: lanes }, lane));
        await culvert.renderer.ipcRenderer.invoke('ping');
      },
      [`${guests!.origin}/`, times, LANES] as const,
    );
  }

  /**
   * Reloads guests this many times, each from within. Resolves with the webContents ids that they
   * had.
   */
  async function reload(times: number): Promise<number[]> {
    return page.evaluate(
      async ([src, count, lanes]) => {
        let left = count;
        const lane = () =>
          new Promise<number[]>((resolve) => {
            const ids = new Set<number>();
            const webview = document.createElement('culvert-webview');
            webview.addEventListener('ipc-message', () => {
              ids.add(webview.getWebContentsId());
              if (left-- > 0) {
                void webview.send('reload');
                return;
              }
              webview.addEventListener('destroyed', () => resolve([...ids]));
              webview.remove();
            });
            webview.src = src;
            document.body.append(webview);
          });
        const all = await Promise.all(Array.from({ length: lanes }, lane));
        await culvert.renderer.ipcRenderer.invoke('ping');
        return all.flat();
      },
      [`${guests!.origin}/`, times, LANES] as const,
    );
  }

  it.each([
    ['mounted and removed', mount],
    ['reloaded from within', reload],
  ])('%s leave nothing behind, in main and in the page', async (what, run) => {
    await run(100); // So that everything is compiled, and every pool filled.
    const before = await figures();
    const start = performance.now();
    const ids = await run(TIMES);
    const seconds = (performance.now() - start) / 1000;
    const after = await figures();
    console.info(`${TIMES} ${what} in ${seconds.toFixed(1)} s`, JSON.stringify({ before, after }));
    const { heapBytes: heapBefore, created: createdBefore, ...mainBefore } = before.main;
    const { heapBytes, created, ...mainAfter } = after.main;
    expect(mainAfter).toEqual(mainBefore);
    expect(mainAfter).toMatchObject({ endpoints: 1, webContents: 1, drops: [] });
    expect(created - createdBefore).toBe(run === mount ? TIMES : LANES);
    if (ids !== undefined) expect(ids).toHaveLength(LANES);
    expect(heapBytes - heapBefore).toBeLessThan(2 * 2 ** 20);
    expect(after.page).toMatchObject({ message: 0, pagehide: 0 });
    expect(before.page).toMatchObject({ message: 0, pagehide: 0 });
    expect(after.page.heapBytes - before.page.heapBytes).toBeLessThan(4 * 2 ** 20);
  });
});
