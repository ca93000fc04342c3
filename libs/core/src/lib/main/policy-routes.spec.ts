import { EMPTY_BODY, frameToBody, packFrame, unpackFrame, type MainMessage } from '@culvert/protocol';
import { config, firstValueFrom } from 'rxjs';
import {
  attachGuest,
  createMain,
  createMemoryLink,
  createRenderer,
  electronJson,
  type MainOptions,
  type PolicyRequest,
} from '../../index.js';

const turns = async (count = 20) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};
const hello = { kind: 'hello', version: 1, codec: electronJson.name };

/** A window that writes its frames by hand. Its transport has verified its origin. */
function setUp(options: MainOptions = {}) {
  const main = createMain(options);
  const drops: string[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(`${item.reason} ${item.message}`));
  const [mainEnd, end] = createMemoryLink();
  const window = main.connect(mainEnd, { origin: 'https://evil.example' });
  const got: MainMessage[] = [];
  end.frames$.subscribe((frame) => {
    for (const { message } of unpackFrame<MainMessage>(frame, end.encoding)) got.push(message);
  });
  const frameOf = (...messages: object[]) =>
    packFrame(
      messages.map((message) => ({ message: message as never, body: EMPTY_BODY })),
      end.encoding,
    );
  const send = (...messages: object[]) => end.send(frameOf(...messages));
  const sendAsGuest = (link: number, ...messages: object[]) =>
    end.send(
      packFrame(
        [{ message: { kind: 'guestFrame', link }, body: frameToBody(frameOf(...messages)) }],
        end.encoding,
      ),
    );
  send(hello);
  return { main, drops, window, got, end, frameOf, send, sendAsGuest };
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
      const { main, drops, got, send, sendAsGuest } = setUp({ policy: policy as never });
      send(openGuest);
      sendAsGuest(1, hello, { kind: 'send', channel: 'x' });
      await turns();
      expect(got).toContainEqual({ kind: 'guestClosed', link: 1 });
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
    const main = createMain({ policy: ({ kind }) => kind !== 'guest' });
    const [mainEnd, end] = createMemoryLink();
    main.connect(mainEnd);
    const host = createRenderer(end);
    const attached = attachGuest(host);
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
      const { main, end, send } = setUp(policy && { policy });
      send(openGuest);
      const count = 200_000;
      const head = `[[{"kind":"send","channel":"x"}${',0'.repeat(count - 1)}],[0${',0'.repeat(count - 1)}]]\n`;
      end.send(
        packFrame(
          [{ message: { kind: 'guestFrame', link: 1 }, body: { text: head, blobs: [] } }],
          end.encoding,
        ),
      );
      await turns();
      const [soundEnd, rendererEnd] = createMemoryLink();
      main.connect(soundEnd);
      await createRenderer(rendererEnd).ready;
    }
    expect(uncaught).not.toHaveBeenCalled();
  });
});
