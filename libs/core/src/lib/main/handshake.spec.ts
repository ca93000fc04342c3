import { PROTOCOL_VERSION, unpackFrame, type Frame } from '@culvert/protocol';
import { Subject, VirtualTimeScheduler, firstValueFrom } from 'rxjs';
import {
  attachGuest,
  createMemoryLink,
  createRenderer,
  structured,
  type RendererOptions,
  type RendererStatus,
  type Transport,
} from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

function setUp(rendererOptions: RendererOptions = {}) {
  const { main, open, peer, turn } = inVirtualTime();
  const drops = dropsOf(main);
  const { webContents, renderer } = open({}, rendererOptions);
  const statuses: RendererStatus[] = [];
  renderer.status$.subscribe((status) => statuses.push(status));
  return { main, peer, webContents, renderer, drops, statuses, turn };
}

describe('the handshake', () => {
  it('gives the renderer its id, and makes it ready and live', async () => {
    const { renderer, webContents, statuses, turn } = setUp();
    expect([renderer.id, statuses]).toEqual([0, ['connecting']]);
    turn();
    await renderer.ready;
    expect([renderer.id, statuses]).toEqual([webContents.id, ['connecting', 'live']]);
  });

  it('fails with another codec, with a clear error on both sides', async () => {
    const { main, webContents, renderer, drops, statuses, turn } = setUp({ codec: structured });
    const call = renderer.ipcRenderer.invoke('x');
    turn();
    const text =
      "Main uses the codec 'electronJson', the renderer 'structured'. Give both the same one: { codec }.";
    await expect(renderer.ready).rejects.toMatchObject({ code: 'ERR_CULVERT_CODEC_MISMATCH', message: text });
    await expect(call).rejects.toMatchObject({
      code: 'ERR_CULVERT_CODEC_MISMATCH',
      message: `Error invoking remote method 'x': Error: ${text}`,
    });
    expect(statuses).toEqual(['connecting', 'closed']);
    expect(drops[0]).toEqual({
      kind: 'drop',
      at: 0,
      reason: 'refused',
      message: 'hello',
      from: webContents.id,
      detail: `ERR_CULVERT_CODEC_MISMATCH: ${text}`,
    });
    expect(webContents.isDestroyed()).toBe(true);
    expect(main.webContents.getAll()).toEqual([]);
  });

  it('fails with another version of the protocol, and closes the connection after the reason', () => {
    const { peer, drops } = setUp();
    const log: unknown[] = [];
    const { webContents, send } = peer(
      {},
      {
        send: (frame) => log.push(unpackFrame(frame, 'text').map(({ message }) => message)),
        close: () => log.push('close'),
      },
    );
    send({ ...hello, version: PROTOCOL_VERSION + 1 });
    const reason = `Main speaks version ${PROTOCOL_VERSION} of the protocol, the renderer version ${PROTOCOL_VERSION + 1}.`;
    expect(log).toEqual([[{ kind: 'refuse', code: 'ERR_CULVERT_VERSION_MISMATCH', reason }], 'close']);
    expect(drops).toEqual([
      expect.objectContaining({
        reason: 'refused',
        from: webContents.id,
        detail: `ERR_CULVERT_VERSION_MISMATCH: ${reason}`,
      }),
    ]);
    expect(webContents.isDestroyed()).toBe(true);
  });

  it('ends a sendSync of the same turn at once when it fails', () => {
    const { renderer } = setUp({ codec: structured });
    expect(() => void renderer.ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' }),
    );
  });

  it('tells later callers why it failed', async () => {
    const { renderer, turn } = setUp({ codec: structured });
    turn();
    const reason: unknown = expect.objectContaining({ code: 'ERR_CULVERT_CODEC_MISMATCH' });
    await expect(renderer.ipcRenderer.invoke('x')).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      cause: reason,
    });
    expect(() => void renderer.ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED', cause: reason }),
    );
  });

  it('is sent after the subscription to frames$, so that a transport without replay loses nothing', () => {
    const { main } = setUp();
    const toMain = new Subject<Frame>();
    const toRenderer = new Subject<Frame>();
    const end = (frames$: Subject<Frame>, other: Subject<Frame>): Transport => ({
      encoding: 'text',
      frames$,
      send: (frame) => other.next(frame),
      close: () => other.complete(),
    });
    const webContents = main.connect(end(toMain, toRenderer));
    expect(createRenderer(end(toRenderer, toMain)).id).toBe(webContents.id);
  });
});

describe('a guest of a window that still waits for its welcome', () => {
  it('connects with the window, and has its id', async () => {
    const { renderer, drops, turn } = setUp();
    const attached = attachGuest(renderer);
    const scheduler = new VirtualTimeScheduler();
    const [hostSide, guestSide] = createMemoryLink({ scheduler });
    attached.connect(hostSide, 'https://guest.example');
    const guest = createRenderer(guestSide, { scheduler });
    expect(renderer.id).toBe(0);
    for (let i = 0; i < 3; i++) {
      turn();
      scheduler.flush();
    }
    await guest.ready;
    expect([renderer.id, guest.id, drops]).toEqual([1, 2, []]);
  });

  it('ends with a typed error if main refuses the window', async () => {
    const { renderer, turn } = setUp({ codec: structured });
    const attached = attachGuest(renderer);
    const scheduler = new VirtualTimeScheduler();
    const [hostSide, guestSide] = createMemoryLink({ scheduler });
    attached.connect(hostSide, 'https://guest.example');
    const guest = createRenderer(guestSide, { scheduler });
    const [got, ready] = [firstValueFrom(attached.guest$), guest.ready];
    got.catch(() => undefined);
    turn();
    scheduler.flush();
    await expect(got).rejects.toMatchObject({ code: 'ERR_CULVERT_CODEC_MISMATCH' });
    await expect(ready).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('is refused, and its window is told, if the window has not said hello', () => {
    const { peer, drops, turn } = setUp();
    turn();
    const { send, packets } = peer();
    const openGuest = { kind: 'openGuest', guest: 1, origin: 'https://guest.example' };
    for (const link of [7, 8]) send({ ...openGuest, link });
    send(hello);
    send({ ...openGuest, link: 9 });
    turn();
    expect(packets.map(({ message: m }) => ('link' in m ? `${m.kind} ${m.link}` : m.kind))).toEqual([
      'welcome',
      'guestClosed 7',
      'guestClosed 8',
      'guestOpened',
    ]);
    expect(drops).toMatchObject(Array(2).fill({ reason: 'no-handshake', message: 'openGuest', from: 2 }));
  });
});
