import type { MessagePort as NodePort } from 'node:worker_threads';
import { acrossWorlds } from '../../testing/fake-electron/context-bridge.js';
import { FakeElectron } from '../../testing/fake-electron/fake-electron.js';
import { localDocuments, type LocalDocument } from '../../testing/fake-electron/local-documents.js';
import type { FakeEvent } from '../../testing/fake-electron/web-contents.js';
import type { MessagePortMain } from '../../testing/fake-electron/message-port-main.js';

/**
 * Checks the fake against Electron's documentation and sources. All specs on the fake rely on this
 * one.
 */
async function setUp() {
  const documents: LocalDocument[] = [];
  const electron = new FakeElectron(localDocuments((document) => documents.push(document)));
  const contents = electron.createWebContents();
  contents.loadURL('file:///index.html');
  await Promise.resolve();
  return { electron, contents, documents, ipcRenderer: documents[0]!.ipcRenderer };
}

function nextEvent(electron: FakeElectron, channel: string): Promise<[event: FakeEvent, ...args: unknown[]]> {
  return new Promise((resolve) =>
    electron.ipcMain.once(channel, (...args) => resolve(args as [FakeEvent, ...unknown[]])),
  );
}

const DISPOSED = 'Render frame was disposed before WebFrameMain could be accessed';

describe('messages', () => {
  it('are cloned when they are sent, both ways', async () => {
    const { electron, contents, ipcRenderer } = await setUp();
    const value = { at: new Date(0), bytes: new Uint8Array([1]), map: new Map([[1, undefined]]), later: 1 };
    const arriving = nextEvent(electron, 'x');
    ipcRenderer.send('x', value, -0);
    value.later = 2;
    const [event, ...args] = await arriving;
    expect(args).toEqual([{ ...value, later: 1 }, -0]);
    expect([event.sender, event.senderFrame]).toEqual([contents, contents.mainFrame]);
    const back = new Promise((resolve) => ipcRenderer.once('y', (_event, ...rest) => resolve(rest)));
    contents.mainFrame.send('y', value);
    value.later = 3;
    expect(await back).toEqual([{ ...value, later: 2 }]);
  });

  it('throw in a page if they cannot be cloned; main logs that', async () => {
    const { contents, ipcRenderer } = await setUp();
    expect(() => ipcRenderer.send('x', () => undefined)).toThrow('An object could not be cloned.');
    contents.mainFrame.send('y', () => undefined);
    expect(contents.mainFrame.logged).toEqual([new TypeError('Failed to serialize arguments')]);
  });

  it('emit ipc-message on their webContents before ipcMain gets them', async () => {
    const { electron, contents, ipcRenderer } = await setUp();
    const order: string[] = [];
    contents.on('ipc-message', (_event, channel: string) => order.push(`webContents ${channel}`));
    electron.ipcMain.on('x', () => order.push('ipcMain'));
    const arriving = nextEvent(electron, 'x');
    ipcRenderer.send('x');
    await arriving;
    expect(order).toEqual(['webContents x', 'ipcMain']);
  });

  it('of sendSync arrive after those of send, and the first answer counts', async () => {
    const { electron, ipcRenderer } = await setUp();
    const heard: unknown[] = [];
    electron.ipcMain.on('x', (event: FakeEvent, n) => {
      heard.push(n);
      event.returnValue = { n: heard.length };
      event.returnValue = 'second';
      expect(event.returnValue).toBeUndefined();
    });
    ipcRenderer.send('x', 1);
    expect(ipcRenderer.sendSync('x', 2)).toEqual({ n: 2 });
    expect(heard).toEqual([1, 2]);
    electron.ipcMain.removeAllListeners();
    expect(() => ipcRenderer.sendSync('x')).toThrow('deadlock');
  });
});

describe('a frame', () => {
  it('is the same object for all documents in it, and disposed in between', async () => {
    const { contents } = await setUp();
    const { mainFrame } = contents;
    const before = [mainFrame.frameTreeNodeId, mainFrame.routingId];
    contents.loadURL('https://app.test:8443/x?y#z');
    expect(contents.mainFrame).toBe(mainFrame);
    expect(mainFrame.frameTreeNodeId).toBe(before[0]);
    expect(mainFrame.routingId).not.toBe(before[1]);
    expect([mainFrame.origin, mainFrame.url]).toEqual([
      'https://app.test:8443',
      'https://app.test:8443/x?y#z',
    ]);
    contents.forcefullyCrashRenderer();
    expect(mainFrame.isDestroyed()).toBe(true);
    expect(() => mainFrame.origin).toThrow(DISPOSED);
    expect(() => mainFrame.postMessage('x', 1)).toThrow(DISPOSED);
    expect(() => mainFrame.send('x', 1)).not.toThrow();
    expect(mainFrame.logged).toEqual([new Error(DISPOSED)]);
  });

  it.each([
    ['file:///a/b.html', 'file://'],
    ['app://bundle/x', 'app://bundle'],
    ['data:text/html,x', 'null'],
    ['about:blank', 'null'],
  ])('of %s has the origin %s', async (url, origin) => {
    const { contents } = await setUp();
    contents.loadURL(url);
    expect(contents.mainFrame.origin).toBe(origin);
  });

  it('inside a page ends with it', async () => {
    const { contents } = await setUp();
    const frame = contents.appendFrame('https://widget.test/');
    expect(frame.parent).toBe(contents.mainFrame);
    contents.reload();
    expect([frame.isDestroyed(), frame.detached, contents.mainFrame.frames]).toEqual([true, true, []]);
  });

  it('is null for messages of a document that is gone', async () => {
    const { electron, contents, ipcRenderer } = await setUp();
    const arriving = nextEvent(electron, 'x');
    ipcRenderer.send('x');
    contents.reload();
    expect((await arriving)[0].senderFrame).toBeNull();
  });
});

describe('a webContents', () => {
  it('reports the events of its documents in order', async () => {
    const { contents } = await setUp();
    const events: unknown[] = [];
    for (const name of [
      'did-start-navigation',
      'did-frame-navigate',
      'did-navigate',
      'did-navigate-in-page',
      'render-process-gone',
      'destroyed',
    ]) {
      contents.on(name, () => events.push(name));
    }
    contents.reload();
    contents.navigateInPage('file:///index.html#x');
    contents.forcefullyCrashRenderer();
    await contents.destroy();
    expect(events).toEqual([
      'did-start-navigation',
      'did-frame-navigate',
      'did-navigate',
      'did-start-navigation',
      'did-navigate-in-page',
      'render-process-gone',
      'destroyed',
    ]);
  });

  it('leaves all lists, throws, and ends its guests when it is destroyed', async () => {
    const { electron, contents } = await setUp();
    const guest = electron.createWebContents(contents);
    expect([contents.getType(), guest.getType(), guest.hostWebContents]).toEqual([
      'window',
      'webview',
      contents,
    ]);
    await contents.destroy();
    expect(() => contents.mainFrame).toThrow('Object has been destroyed');
    expect([guest.isDestroyed(), electron.webContents.getAllWebContents()]).toEqual([true, []]);
    expect(electron.webContents.fromId(contents.id)).toBeUndefined();
  });
});

describe('ports', () => {
  it('are emitters in main, hold messages until start, and cannot be cloned or transferred twice', async () => {
    const { electron, contents, ipcRenderer } = await setUp();
    const arriving = nextEvent(electron, 'x');
    const { port1, port2 } = new MessageChannel();
    port2.postMessage('early');
    ipcRenderer.postMessage('x', 1, [port1 as unknown as NodePort]);
    const [event, value] = await arriving;
    expect(value).toBe(1);
    const [port] = event.ports as [MessagePortMain];
    const heard = new Promise((resolve) => port.once('message', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    port.start();
    expect(await heard).toEqual({ data: 'early', ports: [] });
    const transferred = new Promise<{ readonly ports: readonly unknown[] }>((resolve) =>
      ipcRenderer.once('y', (received: { readonly ports: readonly unknown[] }) => resolve(received)),
    );
    contents.mainFrame.postMessage('y', 1, [port]);
    expect((await transferred).ports).toHaveLength(1);
    expect(() => contents.mainFrame.postMessage('y', 1, [port])).toThrow('already neutered');
    contents.mainFrame.send('y', port);
    port2.close();
  });
});

describe('contextBridge', () => {
  it('copies values, and wraps functions to copy arguments and results', () => {
    const api = { list: [1, { two: 2 }], bytes: new Uint8Array([1]), ask: (value: object) => ({ value }) };
    const copy = acrossWorlds(api) as typeof api;
    expect(copy).toEqual({ ...api, ask: expect.any(Function) });
    expect(copy.list).not.toBe(api.list);
    const given = { deep: [1] };
    const { value } = copy.ask(given) as { readonly value: object };
    expect(value).toEqual(given);
    expect(value).not.toBe(given);
  });

  it('keeps only the message of an error, and rejects ports and symbols', () => {
    const failing = acrossWorlds(() => {
      throw Object.assign(new TypeError('no'), { code: 'ERR_X' });
    }) as () => void;
    let error: unknown;
    try {
      failing();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toEqual(new Error('no'));
    expect(error).not.toHaveProperty('code');
    const { port1 } = new MessageChannel();
    expect(() => acrossWorlds({ port1 })).toThrow('could not be cloned');
    expect(() => acrossWorlds([Symbol('x')])).toThrow('could not be cloned');
    port1.close();
  });
});
