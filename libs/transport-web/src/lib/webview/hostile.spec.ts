import type { PageTools } from '../../../testing/webview/page.js';
import { startSite, type Site } from '../../../testing/webview/site.js';
import { startStage, type Frame, type Stage } from '../../../testing/webview/stage.js';

declare const culvert: PageTools;

jest.setTimeout(60_000);

/** One frame with one packet for each message: a page that knows the wire would post that. */
const frameOf = (...messages: object[]): string =>
  `${JSON.stringify([messages, messages.map(() => 8)])}\n${messages.map(() => '["lie!"]').join('')}`;
const hello = { kind: 'hello', version: 1, codec: 'electronJson' };
const forged = { kind: 'send', channel: 'forged' };
const forgedToHost = { kind: 'sendToHost', channel: 'forged' };

describe('beside an honest guest', () => {
  let stage: Stage;
  /** A site of a third origin. */
  let hostile: Site;
  const delivered = jest.fn();

  beforeAll(async () => {
    [stage, hostile] = [await startStage(), await startSite('page.ts')];
    stage.main.ipcMain.on('forged', (event, ...args: unknown[]) => void delivered(event.sender.id, ...args));
  }, 60_000);
  afterAll(async () => {
    await stage.close();
    await hostile.close();
  });

  let guest: number;
  beforeEach(async () => {
    delivered.mockClear();
    guest = await stage.page.evaluate(
      (src) =>
        new Promise<number>((resolve) => {
          const webview = document.createElement('culvert-webview');
          const heard: unknown[] = [];
          Object.assign(globalThis, { heard });
          webview.addEventListener('ipc-message', ({ channel, args }) => heard.push([channel, ...args]));
          webview.addEventListener('dom-ready', () => resolve(webview.getWebContentsId()), { once: true });
          webview.src = src;
          document.body.append(webview);
        }),
      `${stage.guests.origin}/?guest`,
    );
    await stage.until(({ endpoints }) => endpoints[guest]?.ready === true);
  });
  afterEach(async () => {
    await stage.page.evaluate(() => document.body.replaceChildren());
    await stage.until(({ endpoints }) => Object.keys(endpoints).length === 1);
  });

  /** Waits for every message that was sent to the element before, and returns them all. */
  async function heard(): Promise<unknown[]> {
    await (await stage.frame('?guest')).evaluate(() => culvert.renderer.ipcRenderer.sendToHost('last'));
    await stage.page.waitForFunction(() =>
      JSON.stringify((globalThis as unknown as { heard: unknown }).heard).includes('last'),
    );
    return stage.page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard);
  }

  const foreign = () =>
    stage.drops
      .filter(({ reason, from }) => reason === 'foreign' && from === guest)
      .reduce((sum, { count = 1 }) => sum + count, 0);

  /**
   * Posts the messages of a guest to that window: each with a port for its connection, and frames
   * as well.
   */
  const forge = (from: Frame, to: 'opener' | 'parent' | 'grandparent', frames: readonly string[]) =>
    from.evaluate(
      ([path, texts]) => {
        const target: Window =
          path === 'opener' ? window.opener : path === 'parent' ? window.parent : window.parent.parent;
        const replies: unknown[] = [];
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => replies.push(data);
        target.postMessage({ type: 'culvert:connect', nonce: 'forged', port: port2 }, '*', [port2]);
        target.postMessage({ type: 'culvert:connect', nonce: 'without a port' }, '*');
        for (const frame of texts) {
          port1.postMessage({ kind: 'frame', frame });
          target.postMessage({ kind: 'frame', frame }, '*');
        }
        Object.assign(globalThis, { replies });
      },
      [to, frames] as const,
    );

  it('forged frames of a third window are counted, and none is delivered', async () => {
    const [popup] = await Promise.all([
      stage.page.waitForEvent('popup'),
      stage.page.evaluate((src) => void window.open(src, '_blank'), `${hostile.origin}/?wait`),
    ]);
    await popup.waitForFunction(() => 'culvert' in globalThis);
    const frames = Array.from({ length: 50 }, () => frameOf(hello, forged, forgedToHost));
    await forge(popup.mainFrame(), 'opener', frames);
    await stage.page.waitForFunction(() => document.querySelector('culvert-webview')!.ignored === 52);
    expect(await heard()).toEqual([['last']]);
    expect(delivered).not.toHaveBeenCalled();
    expect(foreign()).toBe(52);
    expect(await popup.evaluate(() => (globalThis as unknown as { replies: unknown[] }).replies)).toEqual([]);
    await popup.close();
  });

  it('iframes of the page and within the guest that claim to be the guest are ignored and counted', async () => {
    const insert = (at: Frame, src: string) =>
      at.evaluate(
        (address) =>
          new Promise<void>((resolve) => {
            const iframe = document.createElement('iframe');
            iframe.src = address;
            iframe.onload = () => resolve();
            document.body.append(iframe);
          }),
        src,
      );
    await insert(stage.page.mainFrame(), `${stage.guests.origin}/?sibling&wait`);
    await insert(await stage.frame('?guest'), `${stage.guests.origin}/?nested&wait`);
    const frames = [frameOf(hello, forged, forgedToHost)];
    await forge(await stage.frame('?sibling&wait'), 'parent', frames);
    await forge(await stage.frame('?nested&wait'), 'grandparent', frames);
    await stage.page.waitForFunction(() => document.querySelector('culvert-webview')!.ignored === 6);
    expect(await heard()).toEqual([['last']]);
    expect(delivered).not.toHaveBeenCalled();
    expect(foreign()).toBe(6);
  });

  /**
   * Embeds another guest. Its document may do anything with a port that it has connected by hand.
   */
  async function embedRaw(): Promise<{ readonly frame: Frame; readonly id: number }> {
    const id = await stage.page.evaluate(
      (src) =>
        new Promise<number>((resolve) => {
          const webview = document.createElement('culvert-webview');
          webview.addEventListener('dom-ready', () => resolve(webview.getWebContentsId()), { once: true });
          webview.src = src;
          document.body.append(webview);
        }),
      `${hostile.origin}/?raw&wait`,
    );
    const frame = await stage.frame('?raw&wait');
    await frame.evaluate(
      ([host, first]) =>
        new Promise<void>((resolve) => {
          const { port1, port2 } = new MessageChannel();
          const received: unknown[] = [];
          Object.assign(globalThis, { port: port1, received });
          port1.onmessage = ({ data }: MessageEvent<Record<string, unknown>>) => {
            received.push(data);
            if (data['kind'] === 'accepted') port1.postMessage({ kind: 'frame', frame: first });
            if (data['kind'] === 'frame') resolve();
          };
          parent.postMessage({ type: 'culvert:connect', nonce: String(Math.random()), port: port2 }, host, [
            port2,
          ]);
        }),
      [stage.site.origin, frameOf(hello)] as const,
    );
    return { frame, id };
  }

  const post = (at: Frame, ...frames: string[]) =>
    at.evaluate((texts) => {
      for (const frame of texts)
        (globalThis as unknown as { port: MessagePort }).port.postMessage({ kind: 'frame', frame });
    }, frames);

  it('a guest that claims to be another one is taken for itself, and unassigned frames are counted', async () => {
    const { frame, id } = await embedRaw();
    const hostId = await stage.page.evaluate(() => culvert.renderer.id);
    const senders = stage.page.evaluate(
      () =>
        new Promise<unknown>((resolve) =>
          culvert.renderer.ipcRenderer.once('to-host', (event) => resolve(event.senderId)),
        ),
    );
    const end = stage.heard('end');
    const before = stage.drops.length;
    const links = [0, 1, 2, 3, guest, hostId];
    // Names of another sender, in every property that could hold one, and messages that only main
    // may send.
    const claims = [
      ...['from', 'sender', 'senderId', 'id'].map((name) => ({ ...forged, [name]: guest })),
      ...['guestId', 'from'].map((name) => ({ ...forgedToHost, [name]: guest })),
      { kind: 'sendTo', channel: 'to-host', to: hostId, senderId: guest },
      { kind: 'sendTo', channel: 'to-host', to: hostId, from: { id: guest } },
      { kind: 'deliverToHost', channel: 'forged', guestId: guest },
      { kind: 'deliver', channel: 'forged', senderId: 0 },
    ];
    await post(
      frame,
      ...claims.map((claim) => frameOf(claim)),
      frameOf(forged),
      frameOf({ kind: 'sendTo', channel: 'to-host', to: hostId }),
      // Frames for connections that other renderers carry.
      ...links.map((link) => frameOf({ kind: 'guestFrame', link })),
      ...links.map((link) => frameOf({ kind: 'guestEnded', link })),
      ...links.map((number) => frameOf({ kind: 'closeGuest', guest: number })),
      frameOf({ kind: 'send', channel: 'end' }),
    );
    await end;
    expect(delivered.mock.calls).toEqual([[id, 'lie!']]);
    expect(await senders).toBe(id);
    expect(await heard()).toEqual([['last']]);
    const reasons = stage.drops.slice(before).map(({ reason, message, from }) => [reason, message, from]);
    expect(reasons).toEqual([
      ...claims.map(() => ['malformed', 'frame', id]),
      ...links.map(() => ['stale-epoch', 'guestFrame', id]),
    ]);
    const { endpoints } = await stage.state();
    expect([endpoints[guest]?.ready, endpoints[hostId]?.ready]).toEqual([true, true]);
  });

  it('guests that a guest opens in the name of others are its own, with it as their host', async () => {
    const { frame, id } = await embedRaw();
    const opened = stage.until(({ endpoints }) => Object.values(endpoints).some(({ host }) => host === id));
    await post(
      frame,
      frameOf({ kind: 'openGuest', guest: 1, link: 1, origin: stage.site.origin, host: 1, id: guest }),
      frameOf({ kind: 'openGuest', guest: 1, link: 1, origin: stage.site.origin }),
    );
    const own = Object.entries((await opened).endpoints).filter(([, { host }]) => host === id);
    expect(own.map(([, { kind, ready }]) => [kind, ready])).toEqual([['webview', false]]);
    expect(own[0]![0]).not.toBe(String(guest));
    expect(await heard()).toEqual([['last']]);
  });

  it('messages that a guest replays from its former document count as its own, in the new epoch', async () => {
    const { frame, id } = await embedRaw();
    const before = stage.drops.length;
    const end = stage.heard('end');
    await post(
      frame,
      frameOf(hello),
      frameOf({ kind: 'cancel', seq: 7 }),
      frameOf({ kind: 'send', channel: 'end' }),
    );
    await end;
    expect(stage.drops.slice(before).map(({ reason, message, from }) => [reason, message, from])).toEqual([
      ['duplicate', 'hello', id],
      ['not-pending', 'cancel', id],
    ]);
  });

  it.each(['?raw', '?raw&wait&silent'])(
    'a port of a former document that a window keeps is dead once the guest loads %s',
    async (search) => {
      const { frame, id } = await embedRaw();
      const { epoch } = (await stage.state()).endpoints[id]!;
      const [keeper] = await Promise.all([
        stage.page.waitForEvent('popup'),
        stage.page.evaluate((src) => {
          const popup = window.open(src)!;
          // The page passes the port on, because the guest knows no other window.
          addEventListener('message', ({ data, ports }) => {
            if (data === 'pass it on') popup.postMessage('keep', '*', [...ports]);
          });
        }, `${hostile.origin}/?keeper&wait`),
      ]);
      await keeper.waitForFunction(() => 'culvert' in globalThis);
      await keeper.evaluate(() => {
        addEventListener('message', ({ data, ports: [port] }) => {
          if (data !== 'keep') return;
          port!.onmessage = ({ data: { kind } }: MessageEvent<{ kind: string }>) =>
            kind === 'bye' && document.body.append('told');
          Object.assign(globalThis, { port });
        });
      });
      await frame.evaluate((host) => {
        const { port } = globalThis as unknown as { port: MessagePort };
        parent.postMessage('pass it on', host, [port]);
      }, stage.site.origin);
      await keeper.waitForFunction(() => 'port' in globalThis);
      const alive = stage.heard('alive');
      await post(keeper.mainFrame(), frameOf({ kind: 'send', channel: 'alive' }));
      await alive;

      await frame.evaluate((query) => void setTimeout(() => (location.search = query)), search);
      await stage.until(({ endpoints }) => (endpoints[id]?.epoch ?? 0) > epoch);
      await post(keeper.mainFrame(), frameOf(forged), frameOf(forgedToHost));
      // Messages through a closed port are neither delivered nor counted. The port's holder was
      // told that it is closed.
      await keeper.getByText('told').waitFor();
      expect(await heard()).toEqual([['last']]);
      expect(delivered).not.toHaveBeenCalled();
      await keeper.close();
    },
  );

  it('the attempt of a page to take up the session of another page is refused and counted', async () => {
    const refused: unknown[] = [];
    const subscription = stage.server.refused$.subscribe(({ status, origin }) =>
      refused.push([status, origin]),
    );
    const { url, token } = stage.server;
    const page = await stage.context.newPage();
    await page.goto(`${stage.site.origin}/?wait`);
    const connected = new Promise<number>((resolve) =>
      stage.main.webContents.created$.subscribe(({ id }) => resolve(id)),
    );
    const key = 'f'.repeat(32);
    const address = `${url}?${new URLSearchParams({ token, session: key }).toString()}`;
    const open = (then: 'stay' | 'close', frames: string[] = []) =>
      page.evaluate(
        ([to, what, texts]) =>
          new Promise<string>((resolve) => {
            const socket = new WebSocket(to);
            socket.onopen = () => {
              for (const text of texts) socket.send(text);
              if (what === 'close') socket.close();
              else resolve('open');
            };
            socket.onclose = ({ code }) => resolve(`closed ${code}`);
          }),
        [address, then, frames] as const,
      );
    expect(await open('stay', [frameOf(hello)])).toBe('open');
    const id = await connected;
    expect(await open('stay', [frameOf(forged)])).toBe('closed 1006');
    const gone = stage.until(({ endpoints }) => endpoints[id] === undefined);
    await page.reload();
    await gone;
    expect(await open('stay', [frameOf(hello, forged)])).toBe('closed 1006');
    const posted = await page.evaluate(
      ([to, body]) => fetch(to, { method: 'POST', body }).then(({ status }) => status),
      [
        address.replace('ws:', 'http:').replace('/culvert?', '/culvert/sync?'),
        JSON.stringify({ from: 1, frames: [frameOf(hello)], request: frameOf(forged) }),
      ] as const,
    );
    expect(posted).toBe(410);
    expect(refused).toEqual([
      [409, stage.site.origin],
      [410, stage.site.origin],
      [410, stage.site.origin],
    ]);
    expect(delivered).not.toHaveBeenCalled();
    subscription.unsubscribe();
    await page.close();
  });
});
