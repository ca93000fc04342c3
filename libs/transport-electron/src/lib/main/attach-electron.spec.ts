import { createMain, createMemoryLink, type IpcMainEvent } from '@culvert/core';
import { packFrame } from '@culvert/protocol';
import { firstValueFrom } from 'rxjs';
import { settled } from '../../../testing/app-progress.js';
import { localApp } from '../../../testing/local-app.js';
import { SYNC } from '../native.js';
import { attachElectron } from './attach-electron.js';

function throwing(message: string): never {
  throw new Error(message);
}

describe('a window', () => {
  it('has its id of Electron, and the kind and origin that main has verified', async () => {
    const app = localApp();
    const [first, second] = [await app.open(), await app.open()];
    expect([first.renderer.id, second.renderer.id]).toEqual([first.contents.id, second.contents.id]);
    const arrived = new Promise<IpcMainEvent>((resolve) => app.main.ipcMain.once('x', resolve));
    second.ipcRenderer.send('x');
    const { sender, senderInfo } = await arrived;
    expect(senderInfo).toEqual({ id: second.contents.id, kind: 'window', origin: 'file://' });
    expect(app.attachment.toElectron(sender)).toBe(second.contents);
    expect(app.attachment.fromElectron(second.contents)).toBe(sender);
    // As `webContents.getFocusedWebContents()` returns it, if no window has the focus.
    expect(app.attachment.fromElectron(null)).toBeUndefined();
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

describe('a second attachElectron on one ipcMain', () => {
  const refusal = expect.objectContaining({
    name: 'TypeError',
    code: 'ERR_CULVERT_INVALID_ARGUMENT',
    message: expect.stringContaining('attachment.close()') as string,
  }) as Error;

  it('is refused for this main and for another one, and the first goes on', async () => {
    const app = localApp();
    expect(() => attachElectron(app.main, app.electron)).toThrow(refusal);
    expect(() => attachElectron(createMain(), app.electron)).toThrow(refusal);
    const { ipcRenderer } = await app.open();
    let calls = 0;
    app.main.ipcMain.handle('count', () => ++calls);
    expect(await ipcRenderer.invoke('count')).toBe(1);
    await settled();
    expect(calls).toBe(1);
  });

  it('is accepted after the first has closed, which may close again', async () => {
    const app = localApp();
    const main = createMain();
    app.attachment.close();
    const attachment = attachElectron(main, app.electron);
    app.attachment.close();
    expect(() => attachElectron(app.main, app.electron)).toThrow(refusal);
    main.ipcMain.handle('who', () => 'the second');
    const { ipcRenderer, contents } = await app.open();
    expect(await ipcRenderer.invoke('who')).toBe('the second');
    expect(attachment.fromElectron(contents)?.id).toBe(contents.id);
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

  it.each([
    ['throws', () => throwing('the app has a bug'), 'Error: the app has a bug'],
    ['returns a number', () => 5, 'TypeError: hostOf must return another WebContents'],
    ['returns a BrowserWindow', () => ({ id: 1 }), 'TypeError: hostOf must return another WebContents'],
    ['returns the page itself', (contents: unknown) => contents, 'TypeError: hostOf must return another'],
  ])('a page gets the reason if hostOf %s, and so does main', async (_, hostOf, reason) => {
    const app = localApp({ hostOf: hostOf as never });
    const renderer = (await app.load(app.electron.createWebContents())).connect();
    await expect(renderer.ready).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: { code: 'ERR_CULVERT_DENIED', message: expect.stringContaining(reason) as string },
    });
    expect(app.drops[0]).toMatchObject({
      reason: 'refused',
      from: 1,
      detail: expect.stringContaining(reason) as string,
    });
    expect(app.main.webContents.getAll()).toEqual([]);
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
    const transferred = new Promise<readonly MessagePort[]>((resolve) =>
      other.ipcRenderer.on('port', ({ ports }) => resolve(ports)),
    );
    app.main.webContents.fromId(other.renderer.id)!.postMessage('port', null, [port]);
    const [arrived] = await transferred;
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
