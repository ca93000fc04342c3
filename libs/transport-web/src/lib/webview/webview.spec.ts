import type { PageTools } from '../../../testing/webview/page.js';
import { startStage, type Frame, type Stage } from '../../../testing/webview/stage.js';

declare const culvert: PageTools;

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ redirects: ['/redirect'] });
}, 60_000);
afterAll(() => stage.close());
afterEach(async () => {
  await stage.page.evaluate(() => document.body.replaceChildren());
  await stage.until(({ endpoints }) => Object.keys(endpoints).length === 1);
});

/**
 * Embeds that address, and resolves with the guest's webContents id when its document is loaded.
 */
async function embed(src: string, at: Frame = stage.page.mainFrame(), sandbox?: string): Promise<number> {
  return at.evaluate(
    ([address, tokens]) =>
      new Promise<number>((resolve) => {
        const webview = document.createElement('culvert-webview');
        if (tokens !== undefined) webview.setAttribute('sandbox', tokens);
        webview.addEventListener('dom-ready', () => resolve(webview.getWebContentsId()), { once: true });
        webview.src = address!;
        document.body.append(webview);
      }),
    [src, sandbox] as const,
  );
}

/** The next `count` messages of its guest that the element emits. */
function nextMessages(count: number, at: Frame = stage.page.mainFrame()): Promise<unknown[]> {
  return at.evaluate(
    (wanted) =>
      new Promise<unknown[]>((resolve) => {
        const all: unknown[] = [];
        const webview = document.querySelector('culvert-webview')!;
        webview.addEventListener('ipc-message', (event) => {
          all.push([event instanceof culvert.webview.WebviewIpcMessageEvent, event.channel, event.args]);
          if (all.length === wanted) resolve(all);
        });
        culvert.renderer.ipcRenderer.send('listening');
      }),
    count,
  );
}

const epochOf = async (id: number) => (await stage.state()).endpoints[id]?.epoch;
const isReady = (id: number, after = 0) =>
  stage.until(({ endpoints }) => endpoints[id]?.ready === true && endpoints[id].epoch > after);

describe('<culvert-webview>', () => {
  it('is a renderer of its own, with the window as its host and the origin of its document', async () => {
    const id = await embed(`${stage.guests.origin}/?guest`);
    const hostId = await stage.page.evaluate(() => culvert.renderer.id);
    expect((await isReady(id)).endpoints[id]).toMatchObject({
      kind: 'webview',
      host: hostId,
      claimedOrigin: stage.guests.origin,
    });
    expect(stage.main.webContents.fromId(id)?.hostWebContents?.id).toBe(hostId);
    expect(await (await stage.frame('?guest')).evaluate(() => culvert.renderer.id)).toBe(id);
  });

  it('carries sendToHost to the element, and messages back to the guest, in order and past main', async () => {
    await embed(`${stage.guests.origin}/?guest`);
    const seenByMain = jest.fn();
    stage.main.ipcMain.on('size', seenByMain);
    const listening = stage.heard('listening');
    const messages = nextMessages(2);
    await listening;
    const answer = (await stage.frame('?guest')).evaluate(
      () =>
        new Promise<unknown>((resolve) => {
          const { ipcRenderer } = culvert.renderer;
          ipcRenderer.on('resize', (event, ...args: unknown[]) => resolve([event.senderId, ...args]));
          ipcRenderer.sendToHost('size', 10, { unit: 'px' });
          ipcRenderer.sendToHost('done');
        }),
    );
    expect(await messages).toEqual([
      [true, 'size', [10, { unit: 'px' }]],
      [true, 'done', []],
    ]);
    const hostId = await stage.page.evaluate(async () => {
      await document.querySelector('culvert-webview')!.send('resize', 20, [1]);
      return culvert.renderer.id;
    });
    expect(await answer).toEqual([hostId, 20, [1]]);
    expect(seenByMain).not.toHaveBeenCalled();
  });

  it('holds messages until main knows the guest, and keeps their order', async () => {
    const got = stage.heard('got', 3);
    await stage.page.evaluate((src) => {
      const webview = document.createElement('culvert-webview');
      for (const n of [1, 2]) void webview.send('early', n);
      webview.addEventListener('dom-ready', () => {
        void webview.send('early', 3);
        webview.setAttribute('ready', '');
      });
      webview.src = src;
      document.body.append(webview);
    }, `${stage.guests.origin}/?wait`);
    await stage.page.locator('culvert-webview[ready]').waitFor({ state: 'attached' });
    await (
      await stage.frame('?wait')
    ).evaluate(() => {
      const { ipcRenderer } = culvert.connect();
      ipcRenderer.on('early', (_event, n) => ipcRenderer.send('got', n));
    });
    expect(await got).toEqual([[1], [2], [3]]);
  });

  it('reports the fault of a message', async () => {
    await embed(`${stage.guests.origin}/?guest`);
    const errors = await stage.page.evaluate(async () => {
      const webview = document.querySelector('culvert-webview')!;
      const errorOf = (call: Promise<void>) =>
        call.then(
          () => 'none',
          ({ name, code }: { name: string; code?: string }) => [name, code],
        );
      return [await errorOf(webview.send(5 as never)), await errorOf(webview.send('fine', 5))];
    });
    expect(errors).toEqual([['TypeError', 'ERR_CULVERT_INVALID_ARGUMENT'], 'none']);
  });

  it('keeps its id when the guest reloads, with a new epoch that gets no replies of the old one', async () => {
    const id = await embed(`${stage.guests.origin}/?guest`);
    await isReady(id);
    const [epoch, webContents] = [await epochOf(id), stage.main.webContents.fromId(id)!];
    const destroyed = jest.fn();
    webContents.on('destroyed', destroyed);
    let answer!: (value: string) => void;
    const asked = new Promise<void>((resolve) => {
      stage.main.ipcMain.handleOnce('slow', () => {
        resolve();
        return new Promise((settle) => (answer = settle));
      });
    });
    await (
      await stage.frame('?guest')
    ).evaluate(() => void culvert.renderer.ipcRenderer.invoke('slow').catch(() => undefined));
    await asked;
    await Promise.all([
      isReady(id, epoch),
      (await stage.frame('?guest')).evaluate(() => setTimeout(() => location.reload())),
    ]);
    answer('too late');
    expect(stage.main.webContents.fromId(id)).toBe(webContents);
    expect(destroyed).not.toHaveBeenCalled();
    const answers = (await stage.frame('?guest')).evaluate(async () => {
      const { ipcRenderer } = culvert.renderer;
      const replies: unknown[] = [];
      ipcRenderer.on('reply', (_event, text) => replies.push(text));
      replies.push(await ipcRenderer.invoke('next').catch((error: Error) => error.message));
      return replies;
    });
    expect(await answers).toEqual([expect.stringContaining("No handler registered for 'next'")]);
  });

  it('keeps its id when src changes, even to another origin, and then takes messages of that origin only', async () => {
    const id = await embed(`${stage.guests.origin}/?guest`);
    await isReady(id);
    const epoch = await epochOf(id);
    const other = stage.guests.origin.replace('127.0.0.1', 'localhost');
    await stage.page.evaluate((src) => {
      document.querySelector('culvert-webview')!.src = src;
    }, `${other}/?other`);
    expect((await isReady(id, epoch)).endpoints[id]).toMatchObject({ kind: 'webview', claimedOrigin: other });
    expect(await (await stage.frame('?other')).evaluate(() => culvert.renderer.id)).toBe(id);
  });

  it('ends when it is removed, begins anew when it is inserted again, and lives on when it is moved', async () => {
    const before = Object.keys((await stage.state()).endpoints);
    const id = await embed(`${stage.guests.origin}/?guest`);
    await isReady(id);
    const moved = await stage.page.evaluate(() => {
      const webview = document.querySelector('culvert-webview')!;
      const place = document.createElement('div');
      document.body.append(place);
      // The typings do not have it yet.
      (place as unknown as { moveBefore(node: Node, child: null): void }).moveBefore(webview, null);
      return webview.getWebContentsId();
    });
    expect(moved).toBe(id);
    const destroyed = new Promise<void>((resolve) =>
      stage.main.webContents.fromId(id)!.on('destroyed', () => resolve()),
    );
    const ends = await stage.page.evaluate(() => {
      const webview = document.querySelector('culvert-webview')!;
      let count = 0;
      webview.addEventListener('destroyed', () => count++);
      webview.remove();
      Object.assign(globalThis, { removed: webview });
      return [count, webview.getWebContentsId()];
    });
    expect(ends).toEqual([1, 0]);
    await destroyed;
    expect(Object.keys((await stage.state()).endpoints)).toEqual(before);
    const again = await stage.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const { removed } = globalThis as unknown as { removed: HTMLElementTagNameMap['culvert-webview'] };
          removed.addEventListener('dom-ready', () => resolve(removed.getWebContentsId()));
          document.body.append(removed);
        }),
    );
    expect(again).toBeGreaterThan(id);
  });

  it('can be inserted again by a listener of its end', async () => {
    const id = await embed(`${stage.guests.origin}/?guest`);
    const again = await stage.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const webview = document.querySelector('culvert-webview')!;
          webview.addEventListener('destroyed', () => document.body.append(webview), { once: true });
          webview.addEventListener('dom-ready', () => resolve(webview.getWebContentsId()));
          webview.remove();
        }),
    );
    expect(again).toBeGreaterThan(id);
    await stage.until(({ endpoints }) => endpoints[id] === undefined && endpoints[again]?.ready === true);
  });

  it('is destroyed in main when its document ends the connection, and comes back with the next one', async () => {
    const id = await embed(`${stage.guests.origin}/?guest`);
    await isReady(id);
    await (await stage.frame('?guest')).evaluate(() => culvert.renderer.close());
    await stage.until(({ endpoints }) => endpoints[id] === undefined);
    await (
      await stage.frame('?guest')
    ).evaluate(async () => {
      culvert.renderer = culvert.connect();
      await culvert.renderer.ready;
    });
    expect(await (await stage.frame('?guest')).evaluate(() => culvert.renderer.id)).toBe(id);
  });

  it('can have guests of its own', async () => {
    const id = await embed(`${stage.guests.origin}/?outer`);
    const innerId = await embed(`${stage.site.origin}/?inner`, await stage.frame('?outer'));
    expect((await isReady(innerId)).endpoints[innerId]).toMatchObject({
      host: id,
      claimedOrigin: stage.site.origin,
    });
    const listening = stage.heard('listening');
    const messages = nextMessages(1, await stage.frame('?outer'));
    await listening;
    await (await stage.frame('?inner')).evaluate(() => culvert.renderer.ipcRenderer.sendToHost('up', 1));
    expect(await messages).toEqual([[true, 'up', [1]]]);
    await stage.page.evaluate(() => document.querySelector('culvert-webview')!.remove());
    await stage.until(({ endpoints }) => endpoints[id] === undefined && endpoints[innerId] === undefined);
  });

  it('waits for a renderer of its page, and attaches to the next one when that has closed', async () => {
    const page = await stage.context.newPage();
    await page.goto(`${stage.address}&wait`);
    const ids = await page.evaluate(async (src) => {
      const webview = document.createElement('culvert-webview');
      const next = (name: string) =>
        new Promise<void>((resolve) => webview.addEventListener(name, () => resolve(), { once: true }));
      webview.src = src;
      const loaded = new Promise((resolve) => setTimeout(resolve));
      document.body.append(webview);
      await loaded;
      const before = webview.getWebContentsId();
      const hello = Promise.all([next('dom-ready'), next('ipc-message')]);
      const first = culvert.connect();
      await hello;
      const a = webview.getWebContentsId();
      const destroyed = next('destroyed');
      first.close();
      await destroyed;
      const between = webview.getWebContentsId();
      const again = next('ipc-message');
      const second = culvert.connect();
      await again;
      const b = webview.getWebContentsId();
      const chosen = culvert.connect();
      await chosen.ready;
      const third = next('ipc-message');
      webview.renderer = chosen;
      await third;
      return { before, a, between, b, c: webview.getWebContentsId(), isSecond: second.id !== chosen.id };
    }, `${stage.guests.origin}/loop`);
    expect(ids).toMatchObject({ before: 0, between: 0, isSecond: true });
    expect(0 < ids.a && ids.a < ids.b && ids.b < ids.c).toBe(true);
    await page.close();
  });

  it('takes only a renderer as its renderer, and null as none', async () => {
    const [codes, chosen] = await stage.page.evaluate(() => {
      const webview = document.createElement('culvert-webview');
      const results = [5, '', {}, Symbol('x'), () => 0].map((renderer) => {
        try {
          webview.renderer = renderer as never;
          return 'accepted';
        } catch (error) {
          return (error as { code?: string }).code;
        }
      });
      webview.renderer = culvert.renderer;
      webview.renderer = null as never;
      return [results, webview.renderer];
    });
    expect(codes).toEqual(Array(5).fill('ERR_CULVERT_INVALID_ARGUMENT'));
    expect(chosen).toBeUndefined();
  });

  it('takes a guest that has an opaque origin by its sandbox', async () => {
    const id = await embed(`${stage.guests.origin}/?opaque`, undefined, 'allow-scripts');
    expect((await isReady(id)).endpoints[id]).toMatchObject({ claimedOrigin: 'null' });
  });

  it('rejects a document of another origin than that of src, and counts its messages', async () => {
    const id = await embed(`${stage.guests.origin}/redirect`);
    await stage.page.waitForFunction(() => document.querySelector('culvert-webview')!.ignored > 0);
    const { endpoints } = await stage.state();
    expect(endpoints[id]).toMatchObject({ ready: false, claimedOrigin: stage.guests.origin });
    expect(stage.drops.filter(({ reason, from }) => reason === 'foreign' && from === id)).toMatchObject([
      { message: 'frame', count: 1 },
    ]);
  });

  it('leaves messages that are not Culvert’s alone', async () => {
    await embed(`${stage.guests.origin}/?guest`);
    const heard = stage.page.evaluate(
      () => new Promise<unknown>((resolve) => addEventListener('message', ({ data }) => resolve(data))),
    );
    await (await stage.frame('?guest')).evaluate(() => parent.postMessage({ type: 'of the user' }, '*'));
    expect(await heard).toEqual({ type: 'of the user' });
    expect(await stage.page.evaluate(() => document.querySelector('culvert-webview')!.ignored)).toBe(0);
  });

  it('does not run code of the address in the page', async () => {
    const result = await stage.page.evaluate(() => {
      const errors: unknown[] = [];
      addEventListener('error', (event) => {
        event.preventDefault();
        errors.push((event.error as { code?: string }).code);
      });
      const webview = document.createElement('culvert-webview');
      webview.src = 'javascript:globalThis.parent.hasRun = true';
      document.body.append(webview);
      return { errors, hasRun: 'hasRun' in globalThis };
    });
    expect(result).toEqual({ errors: ['ERR_CULVERT_INVALID_ARGUMENT'], hasRun: false });
  });

  it('says at once that a guest cannot block', async () => {
    await embed(`${stage.guests.origin}/?guest`);
    const error = await (
      await stage.frame('?guest')
    ).evaluate(() => {
      try {
        return culvert.renderer.ipcRenderer.sendSync('config') as unknown;
      } catch (thrown) {
        const { code, message } = thrown as { code: string; message: string };
        return { code, message };
      }
    });
    expect(error).toMatchObject({
      code: 'ERR_CULVERT_SYNC_UNSUPPORTED',
      message: expect.stringContaining('an iframe may share its thread with the page'),
    });
  });
});
