import { launchChromium, type Browser, type Page } from '@culvert/harness';
import { startAppHost, type AppHost } from '../../testing/app-host.js';
import type { AppPage } from '../../testing/app-page.js';

// A browser on a busy machine is slow.
jest.setTimeout(60_000);

declare const globalThis: AppPage;

describe('transport-web in Chromium', () => {
  let browser: Browser;
  let host: AppHost;
  let page: Page;
  beforeAll(async () => {
    [browser, host] = await Promise.all([
      launchChromium(),
      startAppHost({ programs: ['app-page', 'app-worker', 'arguments-worker'] }),
    ]);
    page = await browser.newPage();
    await page.goto(`${host.origin}/app-page`);
    await page.waitForFunction(() => 'createMain' in globalThis);
  });
  afterAll(async () => {
    await browser.close();
    await host.close();
  });

  it('refuses wrong arguments in a page by a TypeError with a code', async () => {
    const outcomes = await page.evaluate(() => {
      const results: string[] = [];
      const attempt = (name: string, call: () => unknown): void => {
        try {
          call();
          results.push(`${name}: accepted`);
        } catch (error) {
          const { name: type, code } = error as { name: string; code?: string };
          results.push(`${name}: ${type} ${code}`);
        }
      };
      const { workerTransport, iframeTransport, webSocketTransport, answerSyncRequests } = globalThis;
      const { port1 } = new MessageChannel();
      const foreign = document.createElement('iframe');
      foreign.sandbox.add('allow-scripts');
      document.body.append(foreign);
      for (const [name, value] of Object.entries({
        window,
        'another origin': foreign.contentWindow,
        BroadcastChannel: new BroadcastChannel('x'),
        MessagePort: port1,
        iframe: foreign,
        serviceWorker: navigator.serviceWorker,
        postMessage: { postMessage() {} },
        'port: null': { port: null },
        'port: 5': { port: 5 },
        symbol: Symbol('x'),
      }))
        attempt(`workerTransport ${name}`, () => workerTransport(value as never));
      const worker = new Worker('/app-worker.js', { type: 'module' });
      for (const syncUrl of [5, null, {}, '', 'http://[', 'https://other.example/x', Symbol('x')]) {
        attempt('syncUrl', () => workerTransport(worker, { syncUrl } as never));
        attempt('url', () => answerSyncRequests(new EventTarget(), { url: syncUrl } as never));
      }
      worker.terminate();
      for (const iframe of [{ contentWindow: null }, window, document.createElement('object'), 5])
        attempt('iframe', () => iframeTransport(iframe as never, { targetOrigin: 'https://x.example' }));
      for (const targetOrigin of [5, null, {}, Symbol('x')])
        attempt('targetOrigin', () => iframeTransport(foreign, { targetOrigin } as never));
      for (const url of ['ws://127.0.0.1:99999/culvert', 'ws://%zz/', '/culvert', 5, Symbol('x')])
        attempt('WebSocket', () => webSocketTransport(url as never, { token: 'secret' }));
      return results;
    });
    expect(
      outcomes.filter((outcome) => !outcome.endsWith(': TypeError ERR_CULVERT_INVALID_ARGUMENT')),
    ).toEqual([]);
    expect(outcomes).toHaveLength(37);
  });

  it.each([
    ['ws://127.0.0.1:99999/culvert', "not 'ws://127.0.0.1:99999/culvert'"],
    ['ws://main.example/culvert', 'A page of https: needs a url of wss:'],
  ])('refuses %s in a page of https: without a word of its token', async (url, text) => {
    const secure = await browser.newPage();
    await secure.route('https://app.example/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response: await secure.request.get(host.origin + pathname) });
    });
    await secure.goto('https://app.example/app-page');
    await secure.waitForFunction(() => 'createMain' in globalThis);
    const { code, message } = await secure.evaluate((it) => {
      try {
        return globalThis.webSocketTransport(`${it}?token=secret`) as never;
      } catch (error) {
        return { code: (error as { code?: string }).code, message: (error as Error).message };
      }
    }, url);
    expect(code).toBe('ERR_CULVERT_INVALID_ARGUMENT');
    expect(message).toContain(text);
    expect(message).not.toContain('secret');
    await secure.close();
  });

  it('takes a worker and an iframe of another window', async () => {
    const outcomes = await page.evaluate(() => {
      const { workerTransport, iframeTransport } = globalThis;
      const iframe = document.createElement('iframe');
      document.body.append(iframe);
      const realm = iframe.contentWindow as Window & typeof window;
      const worker = new realm.Worker('/app-worker.js', { type: 'module' });
      workerTransport(worker).close();
      worker.terminate();
      const inner = realm.document.createElement('iframe');
      iframeTransport(inner, { targetOrigin: 'https://x.example' }).close();
      return [worker instanceof Worker, inner instanceof HTMLIFrameElement];
    });
    expect(outcomes).toEqual([false, false]);
  });

  it('refuses a second answerSyncRequests for one path', async () => {
    const outcomes = await page.evaluate(() => {
      const scope = new EventTarget();
      return [{}, { url: '/app/wait' }, {}, { url: '/app/wait?x' }].map((options) => {
        try {
          globalThis.answerSyncRequests(scope, options);
          return 'accepted';
        } catch (error) {
          return (error as { code?: string }).code;
        }
      });
    });
    const invalid = 'ERR_CULVERT_INVALID_ARGUMENT';
    expect(outcomes).toEqual(['accepted', 'accepted', invalid, invalid]);
  });

  it.each(['Worker', 'SharedWorker'] as const)(
    'refuses wrong arguments and a second main in a %s, and the first main goes on',
    async (kind) => {
      const { who, outcomes } = await askMain(kind, '');
      expect(
        outcomes.filter((outcome) => !outcome.endsWith(': TypeError ERR_CULVERT_INVALID_ARGUMENT')),
      ).toEqual([]);
      expect(outcomes).toHaveLength(20);
      // One call ran one handler once.
      expect(who).toEqual(['first', 1]);
    },
  );

  it.each(['Worker', 'SharedWorker'] as const)(
    'lets a %s serve another main after the first server has closed',
    async (kind) => {
      const { who, outcomes } = await askMain(kind, '?anew');
      expect(who).toEqual(['second', 1]);
      expect(outcomes.at(-1)).toBe('serve a third: TypeError ERR_CULVERT_INVALID_ARGUMENT');
    },
  );

  function askMain(
    kind: 'Worker' | 'SharedWorker',
    query: string,
  ): Promise<{ readonly who: unknown; readonly outcomes: readonly string[] }> {
    return page.evaluate(
      async ([name, search]) => {
        const { createRenderer, workerTransport } = globalThis;
        const url = `/arguments-worker.js${search}`;
        const worker =
          name === 'Worker' ? new Worker(url, { type: 'module' }) : new SharedWorker(url, { type: 'module' });
        const { ipcRenderer } = createRenderer(workerTransport(worker));
        const who = await ipcRenderer.invoke('who');
        return { who, outcomes: (await ipcRenderer.invoke('outcomes')) as string[] };
      },
      [kind, query] as const,
    );
  }
});
