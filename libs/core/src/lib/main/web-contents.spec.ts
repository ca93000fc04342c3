import { config } from 'rxjs';
import { structured } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

afterEach(() => {
  config.onUnhandledError = null;
});

describe('webContents', () => {
  it('is found by the id of its renderer, until it is destroyed', () => {
    const { main, open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    expect([a.renderer.id, b.renderer.id]).toEqual([0, 0]);
    turn();
    expect([a.renderer.id, b.renderer.id]).toEqual([1, 2]);
    expect([a.webContents.id, b.webContents.id]).toEqual([1, 2]);
    expect(main.webContents.fromId(1)).toBe(a.webContents);
    expect(main.webContents.getAll()).toEqual([a.webContents, b.webContents]);
    a.renderer.close();
    turn();
    expect(main.webContents.fromId(1)).toBeUndefined();
    expect(main.webContents.getAll()).toEqual([b.webContents]);
  });

  it('is announced on created$, where a subscriber may already send to it', () => {
    const { main, open, turn } = inVirtualTime();
    const created: unknown[] = [];
    main.webContents.created$.subscribe((webContents) => {
      created.push(webContents);
      webContents.send('hello', webContents.id);
    });
    const { webContents, ipcRenderer } = open();
    const heard: unknown[] = [];
    ipcRenderer.on('hello', (_event, id) => heard.push(id));
    turn();
    expect(created).toEqual([webContents]);
    expect(heard).toEqual([1]);
  });

  it('sends only to its renderer', () => {
    const { open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    const log: unknown[] = [];
    a.ipcRenderer.on('x', ({ senderId }, ...args) => log.push([senderId, ...args]));
    b.ipcRenderer.on('x', () => log.push('b'));
    expect(a.webContents.send('x', 1, 2) as unknown).toBeUndefined();
    expect(a.webContents.postMessage('x', { three: 3 }) as unknown).toBeUndefined();
    turn();
    expect(log).toEqual([
      [0, 1, 2],
      [0, { three: 3 }],
    ]);
  });

  it.each([undefined, null, 1, {}])('throws a TypeError for the channel %p', (channel) => {
    const { open } = inVirtualTime();
    const { webContents } = open();
    const refusal = expect.objectContaining({
      name: 'TypeError',
      message: 'Missing required channel argument',
    });
    expect(() => webContents.send(channel as string)).toThrow(refusal);
    expect(() => webContents.postMessage(channel as string, 1)).toThrow(refusal);
  });

  it('throws at the call for a value that the codec cannot encode, with its path', () => {
    const { open } = inVirtualTime({ codec: structured });
    const { webContents } = open();
    expect(() => webContents.send('x', 1, { on: { click: () => undefined } })).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_UNSERIALIZABLE',
        message: expect.stringMatching(/'x'.*args\[1\]\.on\.click/),
      }),
    );
  });

  it('drops messages after its end, with a reason, and never throws', () => {
    const { main, open, turn } = inVirtualTime();
    const { webContents, renderer } = open();
    turn();
    renderer.close();
    turn();
    const drops: unknown[] = [];
    main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item));
    webContents.send('x', 1);
    expect(drops).toEqual([
      { kind: 'drop', at: 0, reason: 'disconnected', message: 'send', channel: 'x', from: 0, to: 1 },
    ]);
  });

  it('is destroyed once, and emits that when main no longer finds it', () => {
    const { main, open, turn } = inVirtualTime();
    const { webContents, renderer } = open();
    const log: unknown[] = [];
    webContents.on('destroyed', () => {
      log.push([webContents.isDestroyed(), main.webContents.fromId(webContents.id)]);
    });
    turn();
    expect(webContents.isDestroyed()).toBe(false);
    renderer.close();
    turn();
    main.close();
    turn();
    expect(log).toEqual([[true, undefined]]);
    expect(webContents.eventNames()).toEqual([]);
  });

  it('is destroyed even if a listener throws, and so are the others', async () => {
    const { main, open, turn } = inVirtualTime();
    const [a, b] = [open(), open()];
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    a.webContents.on('destroyed', () => {
      throw new Error('broken');
    });
    turn();
    main.close();
    expect(await uncaught).toEqual(new Error('broken'));
    expect([a.webContents.isDestroyed(), b.webContents.isDestroyed()]).toEqual([true, true]);
    expect(main.webContents.getAll()).toEqual([]);
    expect(a.webContents.eventNames()).toEqual([]);
  });

  it('knows the window that embeds it, as long as that window is connected', () => {
    const { open, turn } = inVirtualTime();
    const host = open();
    const guest = open({ kind: 'webview', host: host.webContents.id });
    expect(host.webContents.hostWebContents).toBeUndefined();
    expect(guest.webContents.hostWebContents).toBe(host.webContents);
    turn();
    host.renderer.close();
    turn();
    expect(guest.webContents.hostWebContents).toBeUndefined();
  });

  it('is embedded in the window that its latest connection names', () => {
    const { open, turn } = inVirtualTime();
    const [first, second] = [open(), open()];
    const guest = open({ kind: 'webview', host: first.webContents.id, graceMs: 1000 });
    turn();
    guest.renderer.close();
    const again = open({ kind: 'webview', id: guest.webContents.id, host: second.webContents.id });
    expect(again.webContents.hostWebContents).toBe(second.webContents);
  });
});
