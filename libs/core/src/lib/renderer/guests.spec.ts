import { firstValueFrom, take, toArray } from 'rxjs';
import {
  attachGuest,
  createMain,
  createMemoryLink,
  createRenderer,
  type Inspection,
  type Limits,
  type Renderer,
  type Transport,
} from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';

function setUp(limits: Partial<Limits> = {}) {
  const { main, open, scheduler, pass } = inVirtualTime({ limits });
  const turn = () => pass(1);
  const drops = dropsOf(main);
  const { webContents: window, renderer: host } = open({ origin: 'https://app.example' });
  const link = () => createMemoryLink({ scheduler });
  const startDocument = (transport: Transport) => createRenderer(transport, { scheduler });
  const embed = (inWindow: Renderer, origin = 'https://guest.example') => {
    const attached = attachGuest(inWindow);
    const [hostSide, guestSide] = link();
    attached.connect(hostSide, origin);
    return { attached, guest: startDocument(guestSide) };
  };
  const state = () => {
    let present: unknown;
    main.state$.subscribe((value) => (present = value)).unsubscribe();
    return present as { endpoints: Record<number, { kind: string; host?: number; claimedOrigin?: string }> };
  };
  turn();
  return { main, window, host, link, startDocument, embed, drops, state, turn };
}

/** The host of a guest that was refused. */
function whoWasRefused(item: Inspection): number | undefined {
  const isRefusal = item.kind === 'drop' && item.reason === 'over-limit' && item.message === 'openGuest';
  return isRefusal ? item.from : undefined;
}

describe('a guest that its window carries', () => {
  it('is a renderer of kind webview, with the window as its host and the origin that the window claims', async () => {
    const { main, window, host, embed, state, turn } = setUp();
    const { attached, guest } = embed(host);
    turn();
    const { id } = guest;
    expect(id).toBe(2);
    expect((await firstValueFrom(attached.guest$)).id).toBe(id);
    expect(state().endpoints[id]).toMatchObject({
      kind: 'webview',
      host: window.id,
      claimedOrigin: 'https://guest.example',
    });
    expect(state().endpoints[id]).not.toHaveProperty('origin');
    expect(main.webContents.fromId(id)!.hostWebContents).toBe(window);
  });

  it('sends to main, to its host and to other renderers, and hears all of them', async () => {
    const { main, host, embed, turn } = setUp();
    const { attached, guest } = embed(host);
    turn();
    const log: unknown[] = [];
    main.ipcMain.on('up', (event, value) => {
      log.push(['main', event.senderInfo.id, value]);
      event.reply('down', value);
    });
    (await firstValueFrom(attached.guest$)).on('ipc-message', ({ channel, args }) =>
      log.push(['element', channel, ...args]),
    );
    host.ipcRenderer.on('across', (event, value) => log.push(['host', event.senderId, value]));
    guest.ipcRenderer.on('down', (event, value) => log.push(['guest', event.senderId, value]));
    guest.ipcRenderer.send('up', new Uint8Array([1, 2]));
    guest.ipcRenderer.sendToHost('resized', 10, 20);
    guest.ipcRenderer.sendTo(host.id, 'across', 'hello');
    (await firstValueFrom(attached.guest$)).send('down', 'from the element');
    turn();
    expect(log).toEqual([
      ['main', guest.id, Buffer.from([1, 2])],
      ['element', 'resized', 10, 20],
      ['host', guest.id, 'hello'],
      ['guest', host.id, 'from the element'],
      ['guest', 0, Buffer.from([1, 2])],
    ]);
  });

  it('keeps the order of its messages and of those that main sends, also for guests of guests', () => {
    const { main, host, embed, turn } = setUp();
    const { guest } = embed(host);
    turn();
    const inner = embed(guest).guest;
    turn();
    const heard: number[] = [];
    host.ipcRenderer.on('step', (_event, n: number) => heard.push(n));
    main.ipcMain.on('step', (_event, n: number) => main.webContents.fromId(host.id)!.send('step', n));
    for (let n = 0; n < 40; n += 2) {
      const { ipcRenderer } = n < 20 ? guest : inner;
      ipcRenderer.sendTo(host.id, 'step', n);
      ipcRenderer.send('step', n + 1);
    }
    inner.close();
    turn();
    turn();
    expect(heard).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  it('may have guests of its own', () => {
    const { host, embed, state, turn } = setUp();
    const { guest } = embed(host);
    turn();
    const inner = embed(guest, 'null');
    turn();
    const heard: unknown[] = [];
    guest.guest(inner.guest.id).on('ipc-message', (message) => heard.push(message));
    host.guest(inner.guest.id).on('ipc-message', () => heard.push('the outermost window'));
    inner.guest.ipcRenderer.sendToHost('up', 1);
    turn();
    expect(heard).toEqual([{ channel: 'up', args: [1] }]);
    expect(state().endpoints[inner.guest.id]).toMatchObject({ host: guest.id, claimedOrigin: 'null' });
    host.close();
    turn();
    expect([guest.id, inner.guest.id].map((id) => state().endpoints[id])).toEqual([undefined, undefined]);
  });

  it('keeps its webContents id when it loads another document, which has a new epoch', async () => {
    const { main, host, link, startDocument, embed, turn } = setUp();
    const { attached, guest } = embed(host);
    turn();
    const webContents = main.webContents.fromId(guest.id)!;
    const destroyed = jest.fn();
    webContents.on('destroyed', destroyed);
    let answer!: (value: string) => void;
    main.ipcMain.handle('slow', () => new Promise((resolve) => (answer = resolve)));
    const call = guest.ipcRenderer.invoke('slow');
    turn();
    const [hostSide, guestSide] = link();
    attached.ended$.pipe(take(1)).subscribe(() => attached.connect(hostSide, 'https://guest.example'));
    guest.close();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    const next = startDocument(guestSide);
    const settled = jest.fn();
    next.ipcRenderer.on('slow', settled);
    turn();
    answer('too late');
    await Promise.resolve();
    turn();
    expect(next.id).toBe(guest.id);
    expect(main.webContents.fromId(next.id)).toBe(webContents);
    expect(destroyed).not.toHaveBeenCalled();
    expect(settled).not.toHaveBeenCalled();
  });

  it('leaves nothing behind when its window, itself or main closes it', () => {
    const { host, embed, state, turn } = setUp();
    const before = state().endpoints;
    const byWindow = embed(host);
    const byItself = embed(host);
    turn();
    byWindow.attached.close();
    byWindow.attached.close();
    byItself.guest.close();
    turn();
    expect(state().endpoints).toEqual(before);
    const statuses: string[] = [];
    byWindow.guest.status$.subscribe((status) => statuses.push(status));
    expect(statuses).toEqual(['closed']);
  });

  it('ends with its window, and cannot start after that', async () => {
    const { window, host, embed, state, turn } = setUp();
    const { attached } = embed(host);
    const over = firstValueFrom(attached.ended$.pipe(toArray()));
    turn();
    host.close();
    turn();
    expect(await over).toEqual([]);
    expect(state().endpoints).toEqual({});
    expect(window.isDestroyed()).toBe(true);
    const late = embed(host);
    await expect(firstValueFrom(late.attached.guest$)).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
    });
    turn();
    await expect(late.guest.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('is closed by main, without its window, when it keeps sending invalid frames', () => {
    const { host, link, state, turn } = setUp({ badFrames: 3 });
    const attached = attachGuest(host);
    const [hostSide, guestSide] = link();
    attached.connect(hostSide, 'https://guest.example');
    guestSide.frames$.subscribe();
    for (let n = 0; n < 5; n++) guestSide.send(n % 2 === 0 ? 'no frame' : { no: 'frame' });
    turn();
    expect(Object.keys(state().endpoints)).toEqual([String(host.id)]);
  });

  it('is refused beyond the limit, which counts all guests below a connection', () => {
    const { host, embed, drops, state, turn } = setUp({ guests: 3 });
    const [first, second] = [embed(host), embed(host)];
    turn();
    turn();
    const below = embed(first.guest);
    turn();
    turn();
    const tooMany = [embed(host), embed(second.guest), embed(below.guest)];
    turn();
    turn();
    turn();
    expect([first, second, below].map(({ guest }) => guest.id)).toEqual([2, 3, 4]);
    expect(tooMany.map(({ guest }) => guest.id)).toEqual([0, 0, 0]);
    expect(drops.map(whoWasRefused).filter(Boolean)).toEqual([host.id, 3, 4]);
    // A guest that leaves makes room for all guests below it.
    first.attached.close();
    turn();
    expect(Object.keys(state().endpoints)).toEqual(['1', '3']);
    const again = [embed(host), embed(second.guest), embed(host)];
    turn();
    turn();
    turn();
    expect(again.filter(({ guest }) => guest.id > 0)).toHaveLength(2);
  });

  it('may load a new document at the limit', () => {
    const { host, embed, link, startDocument, turn } = setUp({ guests: 1 });
    const { attached, guest } = embed(host);
    turn();
    const [hostSide, guestSide] = link();
    attached.connect(hostSide, 'https://guest.example');
    const next = startDocument(guestSide);
    turn();
    expect(next.id).toBe(guest.id);
  });

  it('is refused beyond the limit of renderers of main', () => {
    const { main, host, embed, drops, link, turn } = setUp({ renderers: 2 });
    const [one, two] = [embed(host), embed(host)];
    turn();
    expect([one.guest.id, two.guest.id]).toEqual([2, 0]);
    expect(drops.map(whoWasRefused).filter(Boolean)).toEqual([host.id]);
    const [mainEnd, rendererEnd] = link();
    const late = createRenderer(rendererEnd, {});
    const refusal = expect.objectContaining({ code: 'ERR_CULVERT_OVERFLOW' }) as Error;
    expect(() => main.connect(mainEnd)).toThrow(refusal);
    turn();
    one.attached.close();
    turn();
    expect(main.connect(link()[0]).id).toBe(3);
    return expect(late.ready).rejects.toEqual(refusal);
  });

  it('is refused when it returns after others have taken its place, and main goes on', async () => {
    const { main, host, embed, drops, link, startDocument, turn } = setUp({ renderers: 2 });
    const { attached, guest } = embed(host);
    turn();
    guest.close();
    turn();
    main.connect(link()[0]);
    const [hostSide, guestSide] = link();
    attached.connect(hostSide, 'https://guest.example');
    const next = startDocument(guestSide);
    const heard = jest.fn();
    main.ipcMain.on('behind', heard);
    host.ipcRenderer.send('behind');
    turn();
    expect(drops.map(whoWasRefused).filter(Boolean)).toEqual([host.id]);
    expect(heard).toHaveBeenCalledTimes(1);
    await expect(next.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('is refused eight levels down', () => {
    const { host, embed, turn } = setUp();
    let deepest = host;
    for (let level = 1; level <= 9; level++) {
      deepest = embed(deepest).guest;
      turn();
      turn();
      expect(deepest.id > 0).toBe(level <= 8);
    }
  });

  it('cannot reach a connection that it does not carry', () => {
    const { main, host, link, embed, drops, turn } = setUp();
    const { guest } = embed(host);
    turn();
    const heard = jest.fn();
    main.ipcMain.on('forged', heard);
    const [hostSide, guestSide] = link();
    const other = attachGuest(host);
    other.connect(hostSide, 'https://other.example');
    const forged = (message: object) => guestSide.send(`${JSON.stringify([[message], [2]])}\n[]`);
    guestSide.frames$.subscribe();
    forged({ kind: 'hello', version: 1, codec: 'electronJson' });
    drops.length = 0;
    for (let number = 0; number < 5; number++) {
      forged({ kind: 'guestFrame', link: number });
      forged({ kind: 'closeGuest', guest: number });
      forged({ kind: 'guestEnded', link: number });
      forged({ kind: 'guestIgnored', link: number, count: 1 });
    }
    turn();
    expect(guest.id).toBe(2);
    expect(main.webContents.fromId(guest.id)).toBeDefined();
    expect(heard).not.toHaveBeenCalled();
    expect(drops).toHaveLength(5);
    expect(drops[0]).toMatchObject({ reason: 'stale-epoch', message: 'guestFrame', from: 3 });
  });

  it('shows on inspect$ the frames that its window has ignored', () => {
    const { host, link, drops, turn } = setUp();
    const attached = attachGuest(host);
    const [hostSide] = link();
    const ignored$ = { subscribe: (next: (count: number) => void) => void next(3) } as never;
    attached.connect({ ...hostSide, ignored$ }, 'https://guest.example');
    turn();
    expect(drops).toMatchObject([{ reason: 'foreign', message: 'frame', count: 3, from: 2 }]);
  });

  it('needs a transport that clones, and the origin of its document', () => {
    const { host, link } = setUp();
    const [hostSide] = link();
    const attached = attachGuest(host);
    const invalid = expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' });
    expect(() => attached.connect({ ...hostSide, encoding: 'text' }, 'x')).toThrow(invalid);
    expect(() => attached.connect(hostSide, undefined as never)).toThrow(invalid);
  });

  it('has the origin of its current document', () => {
    const { host, link, startDocument, embed, state, turn } = setUp();
    const { attached, guest } = embed(host);
    turn();
    const { id } = guest;
    const [hostSide, guestSide] = link();
    attached.connect(hostSide, 'https://elsewhere.example');
    const next = startDocument(guestSide);
    turn();
    expect(next.id).toBe(id);
    expect(state().endpoints[id]).toMatchObject({
      kind: 'webview',
      claimedOrigin: 'https://elsewhere.example',
    });
  });

  it('is announced before its first message, even if both come in one frame', () => {
    const { host, link, startDocument, turn } = setUp();
    const [hostSide, guestSide] = link();
    startDocument(guestSide).ipcRenderer.sendToHost('first', 1);
    turn();
    const heard: unknown[] = [];
    const attached = attachGuest(host);
    attached.guest$.subscribe((guest) => guest.on('ipc-message', (message) => heard.push(message)));
    attached.connect(hostSide, 'https://guest.example');
    turn();
    expect(heard).toEqual([{ channel: 'first', args: [1] }]);
  });

  it('is forgotten by its window when it is closed', () => {
    const { host, embed, turn } = setUp();
    const { attached, guest } = embed(host);
    turn();
    const known = host.guest(guest.id);
    expect(host.guest(guest.id)).toBe(known);
    attached.close();
    expect(host.guest(guest.id)).not.toBe(known);
  });

  it('can only be attached to a renderer of Culvert', () => {
    const error = { name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' };
    for (const other of [undefined, null, {}, createMain()])
      expect(() => attachGuest(other as Renderer)).toThrow(expect.objectContaining(error) as Error);
  });

  it('has ended if it is attached after the end of its window', async () => {
    const { host } = setUp();
    host.close();
    await expect(firstValueFrom(attachGuest(host).guest$)).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
    });
  });
});
