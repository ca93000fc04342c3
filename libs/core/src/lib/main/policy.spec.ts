import { config, firstValueFrom } from 'rxjs';
import type { IpcRenderer, Policy, PolicyRequest } from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

function setUp(policy: Policy) {
  const all = inVirtualTime({ policy });
  return { ...all, drops: dropsOf(all.main) };
}

/** One message of every kind, from a guest of window 1 to window 1. */
const kinds = {
  send: (ipcRenderer: IpcRenderer) => ipcRenderer.send('x'),
  sync: (ipcRenderer: IpcRenderer) => void ipcRenderer.sendSync('x'),
  call: (ipcRenderer: IpcRenderer) => ipcRenderer.invoke('x'),
  sendTo: (ipcRenderer: IpcRenderer) => ipcRenderer.sendTo(1, 'x'),
  sendToHost: (ipcRenderer: IpcRenderer) => ipcRenderer.sendToHost('x'),
};
const kindNames = Object.keys(kinds) as (keyof typeof kinds)[];

/** A window with a guest, and the messages that each of them or main hears on channel x. */
function setUpGuest(policy: Policy) {
  const all = setUp(policy);
  const host = all.open({ kind: 'window', origin: 'app://host' });
  const guest = all.open({
    kind: 'webview',
    host: host.id,
    origin: 'https://guest.example',
    identity: 'guest',
  });
  const heard: string[] = [];
  all.main.ipcMain.on('x', (event) => {
    heard.push('main');
    event.returnValue = null;
  });
  all.main.ipcMain.handle('x', () => heard.push('handler'));
  host.ipcRenderer.on('x', () => heard.push('window'));
  host.renderer.guest(guest.id).on('ipc-message', () => heard.push('webview'));
  all.turn();
  return { ...all, host, guest, heard };
}

afterEach(() => {
  config.onUnhandledError = null;
});

describe('the policy', () => {
  it.each(kindNames)(
    'is asked before a %s is dispatched, with the verified sender and target',
    async (kind) => {
      const requests: PolicyRequest[] = [];
      const { guest, host, heard, turn } = setUpGuest(
        (request) => requests.push(request) > 0 && heard.length === 0,
      );
      const sent = kinds[kind](guest.ipcRenderer);
      turn();
      await sent;
      const sender = {
        id: guest.id,
        kind: 'webview',
        host: host.id,
        origin: 'https://guest.example',
        identity: 'guest',
      };
      const target = { id: host.id, kind: 'window', origin: 'app://host' };
      const isDirected = kind === 'sendTo' || kind === 'sendToHost';
      expect(requests).toEqual([{ kind, channel: 'x', sender, ...(isDirected && { target }) }]);
      expect(heard.length).toBe(1);
    },
  );

  it.each([
    ['false', () => false, 'denied'],
    ['a reason', () => ({ deny: 'not on Sundays' }), 'not on Sundays'],
    ['an empty reason', () => ({ deny: '' }), ''],
    ['nothing', () => undefined, 'denied'],
    ['null', () => null, 'denied'],
    ['a promise of true', () => Promise.resolve(true), 'denied'],
    ['an object without a reason', () => ({ allow: true }), 'denied'],
    ['1', () => 1, 'denied'],
  ])('denies with %s: no listener hears it, and the drop has the reason', async (_name, verdict, detail) => {
    const { main, guest, drops, heard, turn } = setUpGuest(verdict as Policy);
    guest.ipcRenderer.send('x');
    guest.ipcRenderer.sendTo(1, 'x');
    guest.ipcRenderer.sendToHost('x');
    const denial = { code: 'ERR_CULVERT_DENIED', message: expect.stringContaining("'x'") };
    const call = expect(guest.ipcRenderer.invoke('x')).rejects.toMatchObject(denial);
    expect(() => void guest.ipcRenderer.sendSync('x')).toThrow(expect.objectContaining(denial));
    turn();
    await call;
    expect(heard).toEqual([]);
    const drop = { kind: 'drop', at: 0, reason: 'denied', channel: 'x', from: guest.id, detail };
    expect(drops).toEqual([
      { ...drop, message: 'send' },
      { ...drop, message: 'sendTo', to: 1 },
      { ...drop, message: 'sendToHost' },
      { ...drop, message: 'call' },
      { ...drop, message: 'sync' },
    ]);
    const { endpoints } = await firstValueFrom(main.state$);
    expect(endpoints[guest.id]!.pending).toEqual([]);
  });

  it('denies if it throws, and only main sees the error, as the detail of the drop', async () => {
    const uncaught = jest.fn();
    config.onUnhandledError = uncaught;
    const { guest, drops, heard, turn } = setUpGuest(() => {
      throw new Error('the secret of the policy');
    });
    guest.ipcRenderer.send('x');
    const refused = guest.ipcRenderer.invoke('x').catch((error: unknown) => error);
    turn();
    expect(heard).toEqual([]);
    const detail = 'the policy threw: Error: the secret of the policy';
    expect(drops).toEqual(
      ['send', 'call'].map((message): unknown => expect.objectContaining({ message, detail })),
    );
    const error = (await refused) as Error;
    expect(error).toMatchObject({ code: 'ERR_CULVERT_DENIED' });
    expect(error.message).toContain('the policy threw');
    expect(error.message).not.toContain('secret');
    await new Promise((resolve) => setImmediate(resolve));
    expect(uncaught).not.toHaveBeenCalled();
  });

  it('decides on each message separately, in order', () => {
    const { guest, heard, turn } = setUpGuest(({ kind }) => kind !== 'sendTo');
    for (const kind of kindNames) if (kind !== 'sync') void kinds[kind](guest.ipcRenderer);
    turn();
    expect(heard).toEqual(['main', 'handler', 'webview']);
  });

  it('gets only the id of a sendTo target that does not exist', () => {
    const requests: PolicyRequest[] = [];
    const { open, turn } = setUp((request) => requests.push(request) > 0);
    const { ipcRenderer } = open();
    ipcRenderer.sendTo(99, 'x');
    ipcRenderer.sendToHost('x');
    turn();
    expect(requests.map(({ target }) => target)).toEqual([{ id: 99 }, undefined]);
  });

  it('is not asked about the handshake, nor about messages of main', () => {
    const policy = jest.fn(() => true);
    const { main, open, turn } = setUp(policy);
    const { ipcRenderer } = open();
    const heard = jest.fn();
    ipcRenderer.on('x', heard);
    main.channel('x').next(1);
    turn();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(policy).not.toHaveBeenCalled();
  });

  it('sees the sender that main has verified, even if a frame claims another', () => {
    const requests: PolicyRequest[] = [];
    const { main, peer, turn } = setUp((request) => requests.push(request) > 0);
    const { send } = peer({ kind: 'worker', origin: 'https://real.example' });
    const heard: unknown[] = [];
    main.ipcMain.on('x', ({ sender, senderInfo }) => heard.push([sender.id, senderInfo]));
    const claims = {
      senderId: 0,
      from: { id: 99, epoch: 1 },
      sender: { id: 99 },
      origin: 'app://host',
      to: 2,
      denied: null,
    };
    send(hello);
    for (const [claim, value] of Object.entries(claims)) send({ kind: 'send', channel: 'x', [claim]: value });
    turn();
    expect([requests, heard]).toEqual([[], []]);
    send({ kind: 'send', channel: 'x' });
    turn();
    const sender = { id: 1, kind: 'worker', origin: 'https://real.example' };
    expect(requests).toEqual([{ kind: 'send', channel: 'x', sender }]);
    expect(heard).toEqual([[1, sender]]);
  });
});
