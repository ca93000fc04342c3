import { createMemoryLink, type IpcMainEvent } from '@culvert/core';
import { packFrame } from '@culvert/protocol';
import { filter, firstValueFrom } from 'rxjs';
import { PAGE, localApp } from '../../../testing/local-app.js';
import { SYNC, TO_MAIN } from '../native.js';
import { attachElectron } from './attach-electron.js';

async function epochOf({ main }: ReturnType<typeof localApp>, id: number): Promise<number | undefined> {
  return (await firstValueFrom(main.state$)).endpoints[id]?.epoch;
}

/** Resolves with the next drop. */
function nextDrop({ main }: ReturnType<typeof localApp>) {
  return firstValueFrom(main.inspect$.pipe(filter(({ kind }) => kind === 'drop')));
}

/** Resolves when every message that was on its way at the call has arrived. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a window', () => {
  it('has its id of Electron, and the kind and origin that main has verified', async () => {
    const app = localApp();
    const [first, second] = [await app.open(), await app.open()];
    expect([first.renderer.id, second.renderer.id]).toEqual([first.contents.id, second.contents.id]);
    const asked = new Promise<IpcMainEvent>((resolve) => app.main.ipcMain.once('x', resolve));
    second.ipcRenderer.send('x');
    const { sender, senderInfo } = await asked;
    expect(senderInfo).toEqual({ id: second.contents.id, kind: 'window', origin: 'file://' });
    expect(app.attachment.toElectron(sender)).toBe(second.contents);
    expect(app.attachment.fromElectron(second.contents)).toBe(sender);
  });

  it('has an id that no other renderer can get: those get greater ones', async () => {
    const app = localApp();
    const worker = app.main.connect(createMemoryLink()[0], { kind: 'worker' });
    const window = await app.open();
    expect(worker.id).toBeGreaterThan(1_000_000);
    expect(window.renderer.id).toBe(window.contents.id);
  });

  it('gets a fresh id if an earlier renderer may have its id, and keeps it', async () => {
    const { main, electron, load, ...app } = localApp();
    app.attachment.close();
    main.connect(createMemoryLink()[0], { kind: 'worker' });
    const attachment = attachElectron(main, electron);
    for (let i = 0; i < 3; i++) electron.createWebContents();
    const contents = electron.webContents.fromId(1)!;
    const page = await load(contents);
    const renderer = page.connect();
    await renderer.ready;
    expect(renderer.id).toBeGreaterThan(1_000_000);
    expect(attachment.fromElectron(contents)?.id).toBe(renderer.id);
    const again = (await load(contents)).connect();
    await again.ready;
    expect(again.id).toBe(renderer.id);
  });
});

describe('attachElectron lets in', () => {
  it.each([
    ['https://app.test/', 'main frame of origin https://app.test'],
    ['app://bundle/index.html', 'main frame of origin app://bundle'],
    ['data:text/html,x', 'main frame of origin null'],
  ])('by default files only: not %s, which gets the reason', async (url, where) => {
    const app = localApp();
    const contents = app.electron.createWebContents();
    const renderer = (await app.load(contents, url)).connect();
    await expect(renderer.ready).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: { code: 'ERR_CULVERT_DENIED', message: `main does not trust the ${where}` },
    });
    expect(app.drops[0]).toMatchObject({
      reason: 'untrusted-sender',
      message: 'frame',
      from: contents.id,
      detail: `main does not trust the ${where}`,
    });
    expect(app.main.webContents.getAll()).toEqual([]);
  });

  it('by default main frames only', async () => {
    const app = localApp();
    const { contents } = await app.open();
    const renderer = (await app.append(contents)).page.connect();
    await expect(renderer.ready).rejects.toMatchObject({
      cause: { message: 'main does not trust the subframe of origin file://' },
    });
  });

  it('the origins that the app lists', async () => {
    const app = localApp({ origins: ['app://bundle'] });
    const { renderer } = await app.open(null, 'app://bundle/index.html');
    expect(renderer.id).toBe(1);
    const other = (await app.load(app.electron.createWebContents(), PAGE)).connect();
    await expect(other.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('never an opaque origin by a list', async () => {
    const app = localApp({ origins: ['null'] });
    const other = (await app.load(app.electron.createWebContents(), 'data:text/html,x')).connect();
    await expect(other.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('the frames that the app’s own function accepts, asked for every message', async () => {
    let isOpen = true;
    const app = localApp({ validateSender: () => isOpen });
    const { ipcRenderer, renderer } = await app.open(null, 'https://app.test/');
    const heard: unknown[] = [];
    app.main.ipcMain.on('x', (_event, n) => heard.push(n));
    ipcRenderer.send('x', 1);
    await settled();
    isOpen = false;
    const drop = nextDrop(app);
    ipcRenderer.send('x', 2);
    expect(await drop).toMatchObject({ reason: 'untrusted-sender', from: renderer.id });
    expect(() => void ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DENIED' }),
    );
    isOpen = true;
    ipcRenderer.send('x', 3);
    await settled();
    expect(heard).toEqual([1, 3]);
  });

  it('no frame if that function throws, and main goes on', async () => {
    const app = localApp({
      validateSender: ({ url }) => {
        if (url.startsWith('bad')) throw new Error('not that one');
        return true;
      },
    });
    const bad = (await app.load(app.electron.createWebContents(), 'bad://x/')).connect();
    await expect(bad.ready).rejects.toMatchObject({
      cause: { message: 'validateSender has thrown: Error: not that one' },
    });
    expect((await app.open()).renderer.id).toBe(2);
  });

  it('a subframe as a guest of its main frame, with an id of its own', async () => {
    const app = localApp({ validateSender: () => true });
    const window = await app.open();
    const { page, frame } = await app.append(window.contents, 'https://widget.test/');
    const renderer = page.connect();
    await renderer.ready;
    expect(renderer.id).toBeGreaterThan(1_000_000);
    const message = new Promise((resolve) => window.renderer.guest(renderer.id).on('ipc-message', resolve));
    renderer.ipcRenderer.sendToHost('size', 7);
    expect(await message).toEqual({ channel: 'size', args: [7] });
    // The other document navigates: its epoch ends, and no other epoch does.
    const other = (await app.next(() => window.contents.navigate(frame, PAGE))).connect();
    await other.ready;
    expect(app.main.webContents.fromId(renderer.id)).toBeUndefined();
    expect(app.main.webContents.fromId(window.renderer.id)).toBeDefined();
    await frame.remove();
    const drop = nextDrop(app);
    expect(() => app.main.webContents.fromId(other.id)?.send('x')).not.toThrow();
    expect(await drop).toMatchObject({ reason: 'transport-failed', to: other.id });
    expect(app.main.webContents.fromId(other.id)).toBeUndefined();
  });
});

describe('a message that is not one of Culvert’s', () => {
  const connection = 'forged';
  it.each([
    ['nothing', []],
    ['null', [null]],
    ['text', ['open']],
    ['no type', [{ connection }]],
    ['no name', [{ type: 'open' }]],
    ['a long name', [{ type: 'open', connection: 'x'.repeat(65) }]],
    ['another type', [{ type: 'shut', connection }]],
  ])('is counted and dropped: %s', async (_, args) => {
    const app = localApp();
    const { page, renderer } = await app.open();
    page.document.ipcRenderer.send(TO_MAIN, ...args);
    await settled();
    expect(app.drops).toEqual([expect.objectContaining({ reason: 'malformed', from: renderer.id })]);
    expect(page.document.ipcRenderer.sendSync(SYNC, ...args)).toMatchObject({ type: 'refused' });
    await expect(renderer.ipcRenderer.invoke('x')).rejects.toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
  });

  it('is counted and dropped if it names another connection than its own', async () => {
    const app = localApp();
    const { page, renderer } = await app.open();
    page.document.ipcRenderer.send(TO_MAIN, { type: 'frame', connection, frame: 'x' });
    page.document.ipcRenderer.send(TO_MAIN, { type: 'close', connection });
    const sync = { connection, frame: 'x', timeoutMs: 1 };
    expect(page.document.ipcRenderer.sendSync(SYNC, sync)).toEqual({ type: 'closed' });
    expect(app.drops.map((drop) => 'reason' in drop && drop.reason)).toEqual(Array(3).fill('stale-epoch'));
    expect(await epochOf(app, renderer.id)).toBe(1);
  });

  it('closes the connection of a peer that repeats it', async () => {
    const app = localApp({}, { limits: { badFrames: 2 } });
    const { page, renderer } = await app.open();
    const name = page.bridge.open({ frame: () => undefined, closed: () => undefined });
    const status = firstValueFrom(renderer.status$.pipe(filter((value) => value === 'closed')));
    for (let i = 0; i < 3; i++) {
      page.document.ipcRenderer.send(TO_MAIN, { type: 'frame', connection: name, frame: 7 });
    }
    await status;
    await settled();
    expect(await epochOf(app, 1)).toBeUndefined();
  });
});

describe('the end of an epoch', () => {
  it('by a reload: same id, same object, next epoch; open calls end and reach no other document', async () => {
    const app = localApp();
    const { contents, renderer, ipcRenderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    const destroyed = jest.fn();
    webContents.on('destroyed', destroyed);
    let answer!: (value: string) => void;
    app.main.ipcMain.handle('slow', () => new Promise<string>((resolve) => (answer = resolve)));
    const lost = jest.fn<void, [unknown]>();
    ipcRenderer.invoke('slow').then(lost, lost);
    let event!: IpcMainEvent;
    app.main.ipcMain.on('x', (received) => (event = received));
    ipcRenderer.send('x');
    await settled();
    const epoch = (await epochOf(app, renderer.id))!;

    const again = (await app.next(() => contents.reload())).connect();
    expect(await epochOf(app, renderer.id)).toBeUndefined();
    await again.ready;
    const heard = jest.fn();
    again.ipcRenderer.on('late', heard);
    answer('too late');
    event.reply('late');
    await settled();
    expect(again.id).toBe(renderer.id);
    expect(app.main.webContents.fromId(again.id)).toBe(webContents);
    expect(await epochOf(app, again.id)).toBeGreaterThan(epoch);
    expect([destroyed, lost, heard].map((mock) => mock.mock.calls)).toEqual([[], [], []]);
    expect(app.drops.map((drop) => 'reason' in drop && drop.reason)).toEqual(['stale-epoch', 'not-pending']);
  });

  it('by a reload: a thousand reloads leave nothing behind', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const listeners = () => contents.eventNames().map((name) => contents.listenerCount(name));
    const before = listeners();
    for (let i = 0; i < 1000; i++) await (await app.next(() => contents.reload())).connect().ready;
    expect(listeners()).toEqual(before);
    expect(Object.keys((await firstValueFrom(app.main.state$)).endpoints)).toEqual([String(renderer.id)]);
    expect(app.main.webContents.getAll()).toHaveLength(1);
  });

  it('by a message of a document that is gone: main drops and counts it, and never throws', async () => {
    const app = localApp();
    const { contents, ipcRenderer, renderer } = await app.open();
    const heard = jest.fn();
    app.main.ipcMain.on('x', heard);
    ipcRenderer.send('x');
    // The frame leaves at the end of the turn, and is on its way when the other document comes.
    await Promise.resolve();
    contents.loadURL(PAGE);
    await settled();
    expect(heard).not.toHaveBeenCalled();
    expect(app.drops).toEqual([
      expect.objectContaining({ reason: 'disconnected', from: renderer.id, detail: 'its frame is gone' }),
    ]);
  });

  it('by a crash: sends are drops with a reason, until the page is there again', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    contents.forcefullyCrashRenderer();
    expect(await epochOf(app, renderer.id)).toBeUndefined();
    expect(webContents.isDestroyed()).toBe(false);
    expect(() => webContents.send('x')).not.toThrow();
    expect(app.drops.at(-1)).toMatchObject({ reason: 'disconnected', channel: 'x', to: renderer.id });
    const again = (await app.load(contents)).connect();
    await again.ready;
    expect([again.id, app.main.webContents.fromId(again.id)]).toEqual([renderer.id, webContents]);
  });

  it('by the end of its window: destroyed once, forgotten, and later sends do not throw', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    const destroyed = jest.fn();
    webContents.on('destroyed', destroyed);
    await contents.destroy();
    expect(destroyed).toHaveBeenCalledTimes(1);
    expect([webContents.isDestroyed(), app.main.webContents.getAll()]).toEqual([true, []]);
    expect(() => webContents.send('x')).not.toThrow();
    expect(app.attachment.toElectron(webContents)).toBeUndefined();
  });

  it('by the end of its window after a crash: the webContents is destroyed too', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    contents.forcefullyCrashRenderer();
    await contents.destroy();
    expect([webContents.isDestroyed(), app.main.webContents.getAll()]).toEqual([true, []]);
  });

  it('by a frame that is gone before its event: main drops the message, and the epoch ends', async () => {
    const app = localApp();
    const { contents, renderer } = await app.open();
    await contents.mainFrame.dispose();
    const drop = nextDrop(app);
    expect(() => app.main.webContents.fromId(renderer.id)!.send('x')).not.toThrow();
    expect(await drop).toMatchObject({ reason: 'transport-failed', channel: 'x', to: renderer.id });
    expect(await epochOf(app, renderer.id)).toBeUndefined();
    expect(contents.mainFrame.logged).toEqual([]);
  });

  it.each([
    ['a link inside of the page', 'navigateInPage' as const],
    ['a download', 'download' as const],
  ])('not by %s', async (_, navigate) => {
    const app = localApp();
    const { contents, renderer, ipcRenderer } = await app.open();
    contents[navigate](`${PAGE}#there`);
    await expect(ipcRenderer.invoke('x')).rejects.toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
    expect(await epochOf(app, renderer.id)).toBe(1);
  });

  it('by a second connection of the same page, which closes the first', async () => {
    const app = localApp();
    const { page, renderer } = await app.open();
    const second = page.connect();
    await second.ready;
    expect(await firstValueFrom(renderer.status$)).toBe('closed');
    expect(second.id).toBe(renderer.id);
    expect(await epochOf(app, second.id)).toBe(2);
  });

  it('by main: every page learns of it, and may connect again', async () => {
    const app = localApp();
    const { renderer, page } = await app.open();
    app.main.close();
    await firstValueFrom(renderer.status$.pipe(filter((status) => status === 'closed')));
    const late = page.connect();
    await expect(late.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('by the attachment, which stops listening', async () => {
    const app = localApp();
    const { renderer, contents, page } = await app.open();
    app.attachment.close();
    await firstValueFrom(renderer.status$.pipe(filter((status) => status === 'closed')));
    expect(contents.eventNames()).toEqual([]);
    expect(app.electron.ipcMain.eventNames()).toEqual([]);
    expect(app.main.webContents.getAll()).toEqual([]);
    const again = jest.fn();
    page.connect().ready.then(again, again);
    await settled();
    expect(again).not.toHaveBeenCalled();
  });
});

describe('guests', () => {
  it('a <webview> has the embedding window as its host', async () => {
    const app = localApp();
    const window = await app.open();
    const guest = await app.open(window.contents);
    const webContents = app.main.webContents.fromId(guest.renderer.id)!;
    expect(webContents.hostWebContents).toBe(app.main.webContents.fromId(window.renderer.id));
    const message = new Promise((resolve) =>
      window.renderer.guest(guest.contents.id).on('ipc-message', resolve),
    );
    guest.ipcRenderer.sendToHost('size', 1, 2);
    expect(await message).toEqual({ channel: 'size', args: [1, 2] });
    const answer = new Promise((resolve) => guest.ipcRenderer.on('resize', (_event, n) => resolve(n)));
    window.renderer.guest(guest.contents.id).send('resize', 3);
    expect(await answer).toBe(3);
    await window.contents.destroy();
    expect(app.main.webContents.getAll()).toEqual([]);
  });

  it('a WebContentsView has the host that the app names', async () => {
    const hosts = new Map<number, number>();
    const app = localApp({ hostOf: ({ id }) => app.electron.webContents.fromId(hosts.get(id) ?? 0) });
    const window = await app.open();
    hosts.set(2, window.contents.id);
    const view = await app.open();
    const info = new Promise((resolve) =>
      app.main.ipcMain.on('who', ({ senderInfo }) => resolve(senderInfo)),
    );
    view.ipcRenderer.send('who');
    expect(await info).toEqual({ id: 2, kind: 'webview', host: 1, origin: 'file://' });
  });

  it('a guest may connect before the page of its host', async () => {
    const app = localApp();
    const host = app.electron.createWebContents();
    const guest = await app.open(host);
    const renderer = (await app.load(host)).connect();
    await renderer.ready;
    expect(app.main.webContents.fromId(guest.renderer.id)!.hostWebContents?.id).toBe(renderer.id);
  });
});

describe('sendSync', () => {
  it('arrives after earlier messages', async () => {
    const app = localApp();
    const { ipcRenderer } = await app.open();
    const heard: unknown[] = [];
    app.main.ipcMain.on('x', (event, n) => {
      heard.push(n);
      event.returnValue = heard.length;
    });
    ipcRenderer.send('x', 1);
    ipcRenderer.send('x', 2);
    expect(ipcRenderer.sendSync('x', 3)).toBe(3);
    expect(heard).toEqual([1, 2, 3]);
  });

  /**
   * The answers to a page that writes the wire by hand: at once, and when the time of its request
   * is over.
   */
  async function repliesTo(
    message: object,
  ): Promise<{ readonly atOnce: unknown[]; readonly later: unknown[] }> {
    const app = localApp({}, { limits: { messageBytes: 1000 } });
    const { page } = await app.open();
    const replies: unknown[] = [];
    const name = page.bridge.open({ frame: () => undefined, closed: () => undefined });
    await settled();
    const body = { text: JSON.stringify(['x'.repeat(2000)]), blobs: [] };
    const frame = packFrame([{ message: message as never, body }], 'structured-clone');
    const answered = new Promise<void>((resolve) => {
      const contents = app.electron.webContents.fromId(1)!;
      app.electron.ipcMain.emit(
        SYNC,
        {
          sender: contents,
          senderFrame: contents.mainFrame,
          set returnValue(value: unknown) {
            replies.push(value);
            resolve();
          },
        },
        { connection: name, frame, timeoutMs: 20 },
      );
    });
    const atOnce = [...replies];
    await answered;
    return { atOnce, later: replies };
  }

  it('gets the reason at once if the request is too large for main', async () => {
    const { atOnce, later } = await repliesTo({ kind: 'sync', channel: 'x', seq: 1, timeoutMs: 20 });
    expect(atOnce).toEqual([
      { type: 'frame', frame: expect.stringContaining('ERR_CULVERT_MESSAGE_TOO_LARGE') as string },
    ]);
    expect(later).toEqual(atOnce);
  });

  it('is answered at its time limit if its frame contains no request', async () => {
    const { atOnce, later } = await repliesTo({ kind: 'send', channel: 'x' });
    expect(atOnce).toEqual([]);
    expect(later).toEqual([{ type: 'timeout' }]);
  });
});

describe('ports', () => {
  it('openPort joins two windows with a channel of Electron’s main process', async () => {
    const app = localApp();
    const [a, b] = [await app.open(), await app.open()];
    const arriving = firstValueFrom(b.renderer.ports$);
    const port = await a.renderer.openPort(b.renderer.id, 'chat');
    const { senderId, name, port: other } = await arriving;
    expect([senderId, name]).toEqual([a.renderer.id, 'chat']);
    const answer = new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)));
    other.onmessage = ({ data }) => other.postMessage([data, 'answered']);
    port.postMessage('hello');
    expect(await answer).toEqual(['hello', 'answered']);
    port.close();
  });

  it('openPort names the missing part if main has no MessageChannelMain', async () => {
    const app = localApp();
    app.attachment.close();
    const { ipcMain, webContents } = app.electron;
    attachElectron(app.main, { ipcMain, webContents });
    const [a, b] = [await app.open(), await app.open()];
    await expect(a.renderer.openPort(b.renderer.id, 'chat')).rejects.toMatchObject({
      code: 'ERR_CULVERT_PORTS_UNSUPPORTED',
      message: expect.stringContaining('give it to attachElectron'),
    });
  });

  it('event.ports are Electron’s own, with onmessage added', async () => {
    const app = localApp();
    const { ipcRenderer } = await app.open();
    const arriving = new Promise<IpcMainEvent>((resolve) => app.main.ipcMain.once('port', resolve));
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage('port', null, [port1]);
    const port = (await arriving).ports[0]!;
    const electronPort = port as unknown as InstanceType<typeof app.electron.MessageChannelMain>['port1'];
    const heard = new Promise((resolve) => electronPort.once('message', ({ data }) => resolve(data)));
    electronPort.start();
    port2.postMessage(1);
    expect(await heard).toBe(1);
    const values: unknown[] = [];
    await new Promise<void>((resolve) => {
      port.onmessage = ({ data }) => {
        values.push(data);
        port.onmessage = null;
        resolve();
      };
      port2.postMessage(2);
    });
    expect([values, port.onmessage]).toEqual([[2], null]);
    // The port is sent on to another window, unchanged.
    const other = await app.open();
    const moved = new Promise<readonly MessagePort[]>((resolve) =>
      other.ipcRenderer.on('port', ({ ports }) => resolve(ports)),
    );
    app.main.webContents.fromId(other.renderer.id)!.postMessage('port', null, [port]);
    const [arrived] = await moved;
    const back = new Promise((resolve) => (port2.onmessage = ({ data }) => resolve(data)));
    arrived!.postMessage('from the other window');
    expect(await back).toBe('from the other window');
    port2.close();
  });

  it('a port of Node, or one that was transferred, is refused at the call', async () => {
    const app = localApp();
    const { renderer } = await app.open();
    const webContents = app.main.webContents.fromId(renderer.id)!;
    const node = new MessageChannel();
    const electron = new app.electron.MessageChannelMain();
    webContents.postMessage('x', 1, [electron.port1]);
    for (const [port, text] of [
      [node.port1, /'x': only ports of MessageChannelMain/],
      [electron.port1, /'x': a port was transferred before/],
    ] as const) {
      expect(() => webContents.postMessage('x', 1, [port])).toThrow(
        expect.objectContaining({
          code: 'ERR_CULVERT_INVALID_TRANSFER',
          message: expect.stringMatching(text),
        }),
      );
    }
    node.port1.close();
    electron.port2.close();
  });
});
