import { frameToBody } from '@culvert/protocol';
import { config, firstValueFrom } from 'rxjs';
import {
  attachGuest,
  createMemoryLink,
  createRenderer,
  type MainOptions,
  type PolicyRequest,
} from '../../index.js';
import { inProcess, dropsOf } from '../../../testing/in-process.js';
import { hello, frameOf } from '../../../testing/by-hand.js';
import { turns } from '../../../testing/turns.js';

/** A window that writes its frames by hand. Its transport has verified its origin. */
function setUp(options: MainOptions = {}) {
  const { main, open, peer } = inProcess(options);
  const drops = dropsOf(main, ({ reason, message }) => `${reason} ${message}`);
  const { send, packets } = peer({ origin: 'https://evil.example' });
  const sendAsGuest = (link: number, ...messages: object[]) =>
    send({ kind: 'guestFrame', link }, frameToBody(frameOf(messages)));
  send(hello);
  return { main, open, drops, packets, send, sendAsGuest };
}

afterEach(() => {
  config.onUnhandledError = null;
});

describe('the request that the policy sees', () => {
  it.each([
    { kind: 'send', channel: 'admin', to: 2 },
    { kind: 'sync', channel: 'admin', seq: 1, timeoutMs: 9, to: 2 },
    { kind: 'sendToHost', channel: 'admin', to: 2 },
    { kind: 'send', channel: 'admin', host: 2 },
    { kind: 'send', channel: 'admin', to: '__proto__' },
  ])('is the real route; a message that claims another one is malformed: %j', async (message) => {
    const asked: PolicyRequest[] = [];
    const { main, drops, send } = setUp({
      policy: (request) => {
        asked.push(request);
        return request.target === undefined ? request.channel === 'public' : request.target.id === 2;
      },
    });
    const ran = jest.fn();
    main.ipcMain.on('admin', ran);
    send(message);
    await turns();
    expect([ran.mock.calls, asked, drops]).toEqual([[], [], ['malformed frame']]);
  });
});

describe('a guest', () => {
  const openGuest = { kind: 'openGuest', guest: 1, link: 1, origin: 'https://trusted.example' };

  it('has no verified origin: its window claims one, and hosts names that window', async () => {
    const asked: PolicyRequest[] = [];
    const { main, send, sendAsGuest } = setUp({
      policy: (request) => {
        asked.push(request);
        return request.kind === 'guest' || request.sender.origin === 'https://trusted.example';
      },
    });
    const secret = jest.fn();
    main.ipcMain.on('secret', secret);
    send(openGuest);
    sendAsGuest(1, hello, { kind: 'send', channel: 'secret' });
    await turns();
    expect(secret).not.toHaveBeenCalled();
    const window = { id: 1, kind: 'window', origin: 'https://evil.example' };
    const claimedOrigin = 'https://trusted.example';
    expect(asked).toEqual([
      { kind: 'guest', channel: '', claimedOrigin, sender: window },
      {
        kind: 'send',
        channel: 'secret',
        sender: { id: 2, kind: 'webview', host: 1, claimedOrigin },
        hosts: [window],
      },
    ]);
    const { endpoints } = await firstValueFrom(main.state$);
    expect(endpoints[2]).toMatchObject({ claimedOrigin });
    expect(endpoints[2]).not.toHaveProperty('origin');
  });

  it.each([() => false, () => ({ deny: 'no guests' }), () => Promise.resolve(true)])(
    'is not connected if the policy denies it, and its window is told',
    async (policy) => {
      const { main, drops, packets, send, sendAsGuest } = setUp({ policy: policy as never });
      send(openGuest);
      sendAsGuest(1, hello, { kind: 'send', channel: 'x' });
      await turns();
      expect(packets).toContainEqual(expect.objectContaining({ message: { kind: 'guestClosed', link: 1 } }));
      expect(main.webContents.getAll()).toHaveLength(1);
      expect(drops).toEqual(['denied openGuest', 'stale-epoch guestFrame']);
    },
  );

  it('of a denied origin ends the document before it', async () => {
    const { main, send } = setUp({ policy: ({ claimedOrigin }) => claimedOrigin !== 'https://bad.example' });
    send(openGuest);
    await turns();
    expect(main.webContents.getAll()).toHaveLength(2);
    send({ ...openGuest, link: 2, origin: 'https://bad.example' });
    await turns();
    expect(main.webContents.getAll()).toHaveLength(1);
  });

  it('ends for the window that has attached it if it is denied', async () => {
    const { open } = inProcess({ policy: ({ kind }) => kind !== 'guest' });
    const attached = attachGuest(open().renderer);
    const ended = jest.fn();
    attached.ended$.subscribe(ended);
    const [hostSide, guestSide] = createMemoryLink();
    attached.connect(hostSide, 'https://guest.example');
    const guest = createRenderer(guestSide);
    await expect(guest.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('cannot end main by a frame with very many messages inside a frame of its window', async () => {
    const uncaught = jest.fn();
    config.onUnhandledError = uncaught;
    for (const policy of [undefined, () => false, () => true]) {
      const { open, send } = setUp(policy && { policy });
      send(openGuest);
      const count = 200_000;
      const head = `[[{"kind":"send","channel":"x"}${',0'.repeat(count - 1)}],[0${',0'.repeat(count - 1)}]]\n`;
      send({ kind: 'guestFrame', link: 1 }, { text: head, blobs: [] });
      await turns();
      await open().renderer.ready;
    }
    expect(uncaught).not.toHaveBeenCalled();
  });
});
