import { launchChromium, type Browser, type BrowserContext, type Page } from '@culvert/harness';
import type { Main, Renderer } from '@culvert/core';
import type { AppPage } from '../../../testing/app-page.js';
import { startAppHost, type AppHost } from '../../../testing/app-host.js';

// A browser on a busy machine is slow.
jest.setTimeout(60_000);

/** The global scope of a page of these specs. */
type Globals = AppPage & {
  main: Main;
  renderer: Renderer;
  worker: Worker;
  shared: SharedWorker;
};

const programs = ['app-page', 'app-worker', 'app-main-worker', 'service-worker'];
const LARGE = 20 * 1024 * 1024;

describe.each([
  ['cross-origin isolated', true],
  ['not isolated, with a service worker', false],
])('a page and its workers, %s', (_name, isolated) => {
  let browser: Browser;
  let host: AppHost;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [browser, host] = await Promise.all([launchChromium(), startAppHost({ programs, isolated })]);
  });
  afterAll(async () => {
    await browser.close();
    await host.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await openPage();
    if (isolated) return;
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
      await navigator.serviceWorker.ready;
    });
  });
  afterEach(() => context.close());

  async function openPage(): Promise<Page> {
    const opened = await context.newPage();
    await opened.goto(`${host.origin}/app-page`);
    await opened.waitForFunction(() => 'createMain' in globalThis);
    return opened;
  }

  describe('main in the page', () => {
    beforeEach(() =>
      page.evaluate(() => {
        const app = globalThis as unknown as Globals;
        app.main = app.createMain({ codec: app.structured });
      }),
    );

    it('answers a call that a worker makes in its very first turn', async () => {
      const state = await page.evaluate(() => {
        const app = globalThis as unknown as Globals;
        app.main.ipcMain.on('setting', (event) => (event.returnValue = 'dark'));
        const worker = new Worker('/app-worker.js?sync-first', { type: 'module' });
        app.main.connect(app.workerTransport(worker));
        return new Promise((resolve) => {
          worker.onmessage = ({ data }) => (data === 'started' ? worker.postMessage('state') : resolve(data));
        });
      });
      expect(state).toEqual({ ownMessages: ['state'], setting: 'dark' });
    });

    it('connects to a worker that was started long before', async () => {
      const answer = await page.evaluate(async () => {
        const app = globalThis as unknown as Globals;
        const worker = new Worker('/app-worker.js', { type: 'module' });
        await new Promise((resolve) => (worker.onmessage = resolve));
        // The worker's first offer came before a listener was there.
        worker.postMessage('once more');
        await new Promise(
          (resolve) => (worker.onmessage = ({ data }) => 'ownMessages' in data && resolve(data)),
        );
        const webContents = app.main.connect(app.workerTransport(worker));
        return new app.RemoteRenderer(app.main, webContents).evaluate(({ id }) => id);
      });
      expect(answer).toBe(1);
    });

    it('leaves the user’s own messages alone, both ways', async () => {
      const [here, there] = await page.evaluate(async () => {
        const app = globalThis as unknown as Globals;
        const seen: unknown[] = [];
        const worker = new Worker('/app-worker.js', { type: 'module' });
        const webContents = app.main.connect(app.workerTransport(worker));
        worker.addEventListener('message', ({ data }) => seen.push(data));
        await new app.RemoteRenderer(app.main, webContents).evaluate(() => 1);
        const last = new Promise((resolve) => {
          worker.addEventListener('message', ({ data }: MessageEvent<{ ownMessages?: unknown[] }>) => {
            if (data.ownMessages?.length === 2) resolve(data);
          });
        });
        worker.postMessage('mine');
        worker.postMessage({ type: 'culvert:other' });
        const { ownMessages } = (await last) as { ownMessages: unknown };
        return [seen, ownMessages];
      });
      expect(there).toEqual(['mine', { type: 'culvert:other' }]);
      expect(here).toEqual(['started', { ownMessages: ['mine'] }, { ownMessages: there }]);
    });

    it('keeps the order of 1,000 mixed calls', async () => {
      const [sent, seen] = await page.evaluate(async () => {
        const app = globalThis as unknown as Globals;
        const order: number[] = [];
        app.main.ipcMain.on('note', (_event, n: number) => order.push(n));
        app.main.ipcMain.on('note-sync', (event, n: number) => {
          order.push(n);
          event.returnValue = n;
        });
        app.main.ipcMain.handle('note-call', (_event, n: number) => void order.push(n));
        const worker = new Worker('/app-worker.js', { type: 'module' });
        const remote = new app.RemoteRenderer(app.main, app.main.connect(app.workerTransport(worker)));
        const answers = await remote.evaluate(async ({ ipcRenderer }) => {
          const replies: unknown[] = [];
          let last: Promise<unknown> = Promise.resolve();
          for (let n = 0; n < 1000; n++) {
            const way = (n * 7919) % 13;
            if (way < 4) replies.push(ipcRenderer.sendSync('note-sync', n) === n);
            else if (way < 7) last = ipcRenderer.invoke('note-call', n);
            else ipcRenderer.send('note', n);
          }
          await last;
          return replies.every(Boolean);
        });
        await remote.evaluate(() => 1);
        return [answers, order];
      });
      expect(sent).toBe(true);
      expect(seen).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    });

    it('answers 20 MB of bytes', async () => {
      const answer = await page.evaluate(async (size) => {
        const app = globalThis as unknown as Globals;
        app.main.ipcMain.on('bytes', (event, n: number) => (event.returnValue = new Uint8Array(n).fill(7)));
        const worker = new Worker('/app-worker.js', { type: 'module' });
        const remote = new app.RemoteRenderer(app.main, app.main.connect(app.workerTransport(worker)));
        return remote.evaluate(({ ipcRenderer }, n) => {
          const bytes = ipcRenderer.sendSync('bytes', n) as Uint8Array;
          return [bytes.length, bytes.every((byte) => byte === 7)];
        }, size);
      }, LARGE);
      expect(answer).toEqual([LARGE, true]);
    });

    it('throws the reason when main closes meanwhile', async () => {
      const code = await page.evaluate(async () => {
        const app = globalThis as unknown as Globals;
        const worker = new Worker('/app-worker.js?sync-first', { type: 'module' });
        const failed = new Promise<string>((resolve) => {
          worker.onerror = (event) => (event.preventDefault(), resolve(event.message));
        });
        app.main.ipcMain.on('setting', () => setTimeout(() => void app.main.close(), 20));
        app.main.connect(app.workerTransport(worker));
        return failed;
      });
      expect(code).toContain("sendSync 'setting': The connection to main is closed.");
    });

    it.each(['terminate', 'close'])(
      'ends the epoch of a worker by %s, and connects to its reload',
      async (way) => {
        const log = await page.evaluate(async (how) => {
          const app = globalThis as unknown as Globals;
          const worker = new Worker('/app-worker.js', { type: 'module' });
          const first = app.main.connect(app.workerTransport(worker));
          await new app.RemoteRenderer(app.main, first).evaluate(() => 1);
          worker.postMessage('reload');
          const second = app.main.connect(app.workerTransport(worker), { id: first.id });
          const remote = new app.RemoteRenderer(app.main, second);
          const id = await remote.evaluate((renderer) => renderer.id);
          const destroyed = new Promise<void>((resolve) => second.once('destroyed', resolve));
          if (how === 'terminate') worker.terminate();
          else worker.postMessage('close');
          await destroyed;
          return [id, app.main.webContents.getAll().length];
        }, way);
        expect(log).toEqual([1, 0]);
      },
    );

    it('has a SharedWorker as its renderer, which can block if there is a service worker', async () => {
      const answer = await page.evaluate(async () => {
        const app = globalThis as unknown as Globals;
        app.main.ipcMain.on('ask', (event) => setTimeout(() => (event.returnValue = 'answer'), 10));
        const worker = new SharedWorker('/app-worker.js', { type: 'module' });
        const webContents = app.main.connect(app.workerTransport(worker), { kind: 'worker' });
        return new app.RemoteRenderer(app.main, webContents).evaluate(({ ipcRenderer }) => {
          try {
            return ipcRenderer.sendSync('ask') as string;
          } catch (error) {
            return (error as { code: string }).code;
          }
        });
      });
      expect(answer).toBe(isolated ? 'ERR_CULVERT_SYNC_UNSUPPORTED' : 'answer');
    });
  });

  if (!isolated) {
    it.each([
      ['/app/wait', 'answer'],
      ['/nowhere', 'ERR_CULVERT_SYNC_UNSUPPORTED'],
    ])('waits at the url that the app names: %s', async (url, expected) => {
      const answer = await page.evaluate(async (syncUrl) => {
        const app = globalThis as unknown as Globals;
        const main = app.createMain({ codec: app.structured });
        main.ipcMain.on('ask', (event) => (event.returnValue = 'answer'));
        const query = new URLSearchParams({ 'sync-url': syncUrl });
        const worker = new Worker(`/app-worker.js?${query.toString()}`, { type: 'module' });
        const webContents = main.connect(app.workerTransport(worker));
        return new app.RemoteRenderer(main, webContents).evaluate(({ ipcRenderer }) => {
          try {
            return ipcRenderer.sendSync('ask') as string;
          } catch (error) {
            return (error as { code: string }).code;
          }
        });
      }, url);
      expect(answer).toBe(expected);
    });
  }

  describe('main in a SharedWorker', () => {
    async function connect(to: Page): Promise<number> {
      return to.evaluate(async () => {
        const app = globalThis as unknown as Globals;
        app.shared = new SharedWorker('/app-main-worker.js', { type: 'module' });
        app.renderer = app.createRenderer(app.workerTransport(app.shared), {
          codec: app.structured,
          syncTimeoutMs: 3000,
        });
        await app.renderer.ready;
        return app.renderer.id;
      });
    }

    function goneIn(watcher: Page): Promise<number> {
      return watcher.evaluate(
        () =>
          new Promise<number>((resolve) =>
            (globalThis as unknown as Globals).renderer.channel<number>('gone').subscribe(resolve),
          ),
      );
    }

    it('joins two pages, which sendTo each other', async () => {
      const other = await openPage();
      const ids = [await connect(page), await connect(other)];
      expect(ids).toEqual([1, 2]);
      const heard = other.evaluate(
        () =>
          new Promise((resolve) => {
            const { ipcRenderer } = (globalThis as unknown as Globals).renderer;
            ipcRenderer.on('hello', (event, text) => resolve([event.senderId, text]));
            ipcRenderer.send('listening');
          }),
      );
      await other.evaluate(() => (globalThis as unknown as Globals).renderer.ipcRenderer.invoke('windows'));
      await page.evaluate(() =>
        (globalThis as unknown as Globals).renderer.ipcRenderer.sendTo(2, 'hello', 'you'),
      );
      expect(await heard).toEqual([1, 'you']);
      const { info } = await page.evaluate(
        () =>
          (globalThis as unknown as Globals).renderer.ipcRenderer.invoke('windows') as Promise<{
            info: unknown;
          }>,
      );
      expect(info).toEqual({ id: 1, kind: 'window', origin: host.origin });
    });

    it.each(['reload', 'close'] as const)('ends the epoch of a page by %s', async (way) => {
      const other = await openPage();
      await connect(page);
      await connect(other);
      const gone = goneIn(page);
      await other[way]();
      expect(await gone).toBe(2);
      if (way === 'reload') {
        await other.waitForFunction(() => 'createMain' in globalThis);
        expect(await connect(other)).toBe(3);
      }
    });

    it('keeps the order of mixed calls if a page can block, and refuses to block if not', async () => {
      await connect(page);
      const outcome = await page.evaluate(async () => {
        const { ipcRenderer } = (globalThis as unknown as Globals).renderer;
        try {
          for (let n = 0; n < 300; n++) {
            if (n % 3 === 0) ipcRenderer.sendSync('note-sync', n);
            else ipcRenderer.send('note', n);
          }
        } catch (error) {
          return [(error as { code: string }).code, (await ipcRenderer.invoke('order')) as unknown];
        }
        return ipcRenderer.invoke('order') as Promise<unknown>;
      });
      // Chromium hides the synchronous requests of pages from service workers.
      const refused = ['ERR_CULVERT_SYNC_UNSUPPORTED', []];
      expect(outcome).toEqual(isolated ? Array.from({ length: 300 }, (_, n) => n) : refused);
    });

    if (isolated) {
      it('answers later, times out, answers 20 MB and says that main is closed', async () => {
        await connect(page);
        const outcome = await page.evaluate((size) => {
          const { ipcRenderer } = (globalThis as unknown as Globals).renderer;
          const news: unknown[] = [];
          ipcRenderer.on('news', (_event, n) => news.push(n));
          const attempt = (channel: string, ...args: unknown[]): unknown => {
            try {
              return ipcRenderer.sendSync(channel, ...args);
            } catch (error) {
              return (error as { code: string }).code;
            }
          };
          const later = attempt('later');
          const inside = news.length;
          const large = attempt('bytes', size) as Uint8Array;
          return [later, inside, large.length, attempt('silence'), attempt('note-sync', 1), attempt('close')];
        }, LARGE);
        expect(outcome).toEqual([
          'at last',
          0,
          LARGE,
          'ERR_CULVERT_SYNC_TIMEOUT',
          1,
          'ERR_CULVERT_DISCONNECTED',
        ]);
      });
    }
  });

  it('serves several renderers of a page from a dedicated worker', async () => {
    const outcome = await page.evaluate(async () => {
      const app = globalThis as unknown as Globals;
      const worker = new Worker('/app-main-worker.js', { type: 'module' });
      const codec = app.structured;
      const first = app.createRenderer(app.workerTransport(worker), { codec });
      const second = app.createRenderer(app.workerTransport(worker), { codec });
      await Promise.all([first.ready, second.ready]);
      const { ids } = (await second.ipcRenderer.invoke('windows')) as { ids: number[] };
      let answer: unknown;
      try {
        answer = first.ipcRenderer.sendSync('note-sync', 7);
      } catch (error) {
        answer = (error as { code: string }).code;
      }
      first.close();
      const third = app.createRenderer(app.workerTransport(worker), { codec });
      await third.ready;
      const after = (await third.ipcRenderer.invoke('windows')) as { ids: number[] };
      return [ids, answer, after.ids];
    });
    expect(outcome).toEqual([[1, 2], isolated ? 7 : 'ERR_CULVERT_SYNC_UNSUPPORTED', [2, 3]]);
  });
});
