import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';

function setUp() {
  const all = inVirtualTime();
  return { ...all, drops: dropsOf(all.main) };
}

describe('sendTo', () => {
  it("arrives with the sender's id, and can be answered; main's listeners do not hear it", () => {
    const { main, open, turn } = setUp();
    const [a, b] = [open(), open()];
    const byMain = jest.fn();
    main.ipcMain.on('ping', byMain).on('pong', byMain);
    a.webContents.on('ipc-message', byMain);
    main.channel('ping').subscribe(byMain);
    const log: unknown[] = [];
    b.ipcRenderer.on('ping', (event, ...args) => {
      log.push(['ping', event.senderId, ...args]);
      event.sender.sendTo(event.senderId, 'pong', 2);
    });
    a.ipcRenderer.on('pong', (event, ...args) => log.push(['pong', event.senderId, ...args]));
    a.ipcRenderer.sendTo(b.id, 'ping', 1, 'one');
    turn();
    expect(log).toEqual([
      ['ping', a.id, 1, 'one'],
      ['pong', b.id, 2],
    ]);
    expect(byMain).not.toHaveBeenCalled();
  });

  it('reaches the sender itself, asynchronously', () => {
    const { open, turn } = setUp();
    const { id, ipcRenderer } = open();
    const log: unknown[] = [];
    ipcRenderer.on('x', ({ senderId }, text) => log.push([senderId, text]));
    ipcRenderer.sendTo(id, 'x', 'me');
    expect(log).toEqual([]);
    turn();
    expect(log).toEqual([[id, 'me']]);
  });

  it.each([0, 99, -1])('is dropped for the id %p, with a reason and without a throw', (id) => {
    const { open, drops, turn } = setUp();
    const a = open();
    a.ipcRenderer.sendTo(id, 'x');
    turn();
    expect(drops).toEqual([
      { kind: 'drop', at: 0, reason: 'unknown-target', message: 'sendTo', channel: 'x', from: a.id, to: id },
    ]);
  });

  it('is dropped for a renderer that is gone, and reaches the next epoch of one that returned', () => {
    const { open, drops, turn } = setUp();
    const [a, b] = [open(), open({ graceMs: 1000 })];
    turn();
    b.renderer.close();
    a.ipcRenderer.sendTo(b.id, 'x', 1);
    turn();
    expect(drops.map(({ reason }) => reason)).toEqual(['unknown-target']);
    const again = open({ id: b.id });
    const heard: unknown[] = [];
    again.ipcRenderer.on('x', (_event, n) => heard.push(n));
    a.ipcRenderer.sendTo(b.id, 'x', 2);
    turn();
    expect(heard).toEqual([2]);
  });
});

describe('sendToHost', () => {
  it('reaches the webview of the guest, in the window that embeds it, and no other listeners', () => {
    const { main, open, turn } = setUp();
    const [host, other] = [open(), open()];
    const guests = [1, 2].map(() => open({ kind: 'webview', host: host.id }));
    const log: unknown[] = [];
    for (const guest of guests) {
      const element = host.renderer.guest(guest.id);
      expect(element.id).toBe(guest.id);
      expect(host.renderer.guest(guest.id)).toBe(element);
      element.on('ipc-message', (event) => log.push([guest.id, event]));
    }
    const never = jest.fn();
    other.renderer.guest(guests[0]!.id).on('ipc-message', never);
    main.ipcMain.on('x', never);
    host.ipcRenderer.on('x', never);
    guests[0]!.webContents.on('ipc-message', never);
    guests[0]!.ipcRenderer.sendToHost('x', 1, 2);
    guests[1]!.ipcRenderer.sendToHost('error');
    turn();
    expect(log).toEqual([
      [guests[0]!.id, { channel: 'x', args: [1, 2] }],
      [guests[1]!.id, { channel: 'error', args: [] }],
    ]);
    expect(never).not.toHaveBeenCalled();
  });

  it('is a silent no-op outside a webview, and if the host is gone or does not listen', () => {
    const { open, drops, turn } = setUp();
    const host = open();
    const guest = open({ kind: 'webview', host: host.id });
    host.ipcRenderer.sendToHost('x');
    guest.ipcRenderer.sendToHost('x');
    turn();
    host.renderer.close();
    turn();
    guest.ipcRenderer.sendToHost('x');
    turn();
    expect(drops.map(({ reason, from }) => [reason, from])).toEqual([
      ['no-host', host.id],
      ['no-host', guest.id],
    ]);
  });

  it('is answered by guest.send, which the guest hears from its host', () => {
    const { open, turn } = setUp();
    const host = open();
    const guest = open({ kind: 'webview', host: host.id });
    const log: unknown[] = [];
    guest.ipcRenderer.on('x', ({ senderId }, ...args) => log.push([senderId, ...args]));
    host.renderer.guest(guest.id).send('x', 1, 2);
    turn();
    expect(log).toEqual([[host.id, 1, 2]]);
  });
});

describe('a message of main', () => {
  it('reaches only its renderer, or with a broadcast all of them', () => {
    const { main, open, turn } = setUp();
    const all = [open(), open(), open()];
    const log: unknown[] = [];
    for (const { id, ipcRenderer } of all)
      ipcRenderer.on('x', ({ senderId }, text) => log.push([id, senderId, text]));
    all[1]!.webContents.send('x', 'one');
    main.channel('x').next('all');
    turn();
    expect(log.sort()).toEqual([
      [1, 0, 'all'],
      [2, 0, 'all'],
      [2, 0, 'one'],
      [3, 0, 'all'],
    ]);
  });

  it('without a listener is dropped at the renderer, and one of a renderer is dropped at main', () => {
    const { open, drops, turn } = setUp();
    const { id, ipcRenderer, renderer, webContents } = open();
    renderer.start();
    ipcRenderer.send('x', 1);
    webContents.send('x', 1);
    turn();
    const late = jest.fn();
    ipcRenderer.on('x', late);
    turn();
    expect(late).not.toHaveBeenCalled();
    expect(drops).toEqual([
      { kind: 'drop', at: 0, reason: 'unheard', message: 'send', channel: 'x', from: id },
    ]);
  });
});
