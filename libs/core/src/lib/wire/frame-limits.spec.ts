import {
  MAX_FRAME_BLOBS,
  MAX_FRAME_MESSAGES,
  MAX_HEAD_LENGTH,
  packFrame,
  unpackFrame,
  type Frame,
  type RendererMessage,
} from '@culvert/protocol';
import { VirtualTimeScheduler } from 'rxjs';
import { createMemoryLink, createRenderer, type MainOptions, type Transport } from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello, frameOf } from '../../../testing/by-hand.js';

function setUp(options: MainOptions = {}) {
  const { main, open, peer, turn } = inVirtualTime(options);
  const drops = dropsOf(main, ({ reason, message, from }) => `${reason} ${message} ${from}`);
  const { webContents: hostile, frames$, send } = peer();
  send(hello);
  const { renderer: other } = open();
  const heard: unknown[] = [];
  main.ipcMain.on('x', ({ sender }, ...args) => heard.push([sender.id, ...args]));
  turn();
  drops.length = 0;
  return { main, frames$, send, hostile, other, drops, heard, turn };
}

/** Many messages in few characters, as the wire allows. */
function many(message: object, count: number): string {
  const again = ',0'.repeat(count - 1);
  return `[[${JSON.stringify(message)}${again}],[2${again.replaceAll('0', '2')}]]\n${'[]'.repeat(count)}`;
}

/** A frame of a window with frames of its guest number 1. */
function ofGuest(...frames: readonly string[]): Frame {
  return packFrame(
    frames.map((text) => ({ message: { kind: 'guestFrame', link: 1 }, body: { text, blobs: [] } })),
    'text',
  );
}

const openGuest: RendererMessage = { kind: 'openGuest', guest: 1, link: 1, origin: 'https://x.example' };

describe('a frame of very many messages', () => {
  it.each([
    ['of a window', (text: string): Frame => text],
    ['of a guest', (text: string) => ofGuest(text)],
  ])('%s is dropped as a whole, and everything goes on', (_name, frameWith) => {
    const { frames$, send, hostile, other, drops, heard, turn } = setUp();
    send(openGuest);
    frames$.next(ofGuest(many(hello, 1)));
    const message = { kind: 'send', channel: 'x' };
    frames$.next(frameWith(many(message, MAX_FRAME_MESSAGES + 1)));
    frames$.next(frameWith(many(message, 1_000_000)));
    expect(heard).toEqual([]);
    expect(drops).toHaveLength(2);
    for (const drop of drops) expect(drop).toMatch(/^over-limit frame [13]$/);
    frames$.next(frameWith(many(message, MAX_FRAME_MESSAGES)));
    expect(heard).toHaveLength(MAX_FRAME_MESSAGES);
    expect(hostile.isDestroyed()).toBe(false);
    heard.length = 0;
    other.ipcRenderer.send('x', 'goes on');
    turn();
    expect(heard).toEqual([[2, 'goes on']]);
  });

  it('of a guest ends nothing where the policy denies everything', () => {
    const { frames$, send, drops } = setUp({ policy: () => false });
    send(openGuest);
    drops.length = 0;
    expect(() => frames$.next(ofGuest(many({ kind: 'send', channel: 'x' }, 130_000)))).not.toThrow();
    expect(drops).toHaveLength(1);
  });

  it('that hides them in several frames of a guest is opened as far as one frame may go', () => {
    const { frames$, send, drops, heard } = setUp();
    send(openGuest);
    frames$.next(ofGuest(many(hello, 1)));
    const half = many({ kind: 'send', channel: 'x' }, MAX_FRAME_MESSAGES / 2);
    const again = ',0'.repeat(3);
    const frame = `[[{"kind":"guestFrame","link":1}${again}],[${Array(4).fill(half.length).join()}]]\n${half.repeat(4)}`;
    frames$.next(frame);
    expect(heard).toHaveLength(MAX_FRAME_MESSAGES);
    expect(drops).toEqual(['over-limit frame 3', 'over-limit frame 3']);
    // The next frame has a budget of its own.
    frames$.next(ofGuest(half));
    expect(heard).toHaveLength(MAX_FRAME_MESSAGES * 1.5);
  });

  it('has its turn message by message: those of a guest stand where its window has put them', () => {
    const { frames$, send, heard } = setUp();
    send(openGuest);
    frames$.next(ofGuest(many(hello, 1)));
    const framed = (text: string) => frameOf({ kind: 'send', channel: 'x' }, { text, blobs: [] }) as string;
    const inner = packFrame(
      ['["a"]', '["b"]'].map((text) => ({
        message: { kind: 'send', channel: 'x' },
        body: { text, blobs: [] },
      })),
      'text',
    ) as string;
    frames$.next(
      packFrame(
        [
          { message: { kind: 'guestFrame', link: 1 }, body: { text: inner, blobs: [] } },
          { message: { kind: 'send', channel: 'x' }, body: { text: '["c"]', blobs: [] } },
          { message: { kind: 'guestFrame', link: 1 }, body: { text: framed('["d"]'), blobs: [] } },
          { message: { kind: 'send', channel: 'x' }, body: { text: '["e"]', blobs: [] } },
        ],
        'text',
      ),
    );
    expect(heard.map((item) => (item as unknown[])[1])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('what one frame cannot hold', () => {
  const blobs = (count: number) => Array.from({ length: count }, () => new Uint8Array(4));
  const tooLarge = expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }) as Error;

  it('is refused at the call, where it is one message', async () => {
    const { main, other, turn } = setUp();
    const lengths: number[] = [];
    main.ipcMain.handle('blobs', (_event, list: unknown[]) => lengths.push(list.length));
    const answered = other.ipcRenderer.invoke('blobs', blobs(MAX_FRAME_BLOBS));
    turn();
    await answered;
    expect(lengths).toEqual([MAX_FRAME_BLOBS]);
    for (const count of [MAX_FRAME_BLOBS + 1, 200_000]) {
      expect(() => void other.ipcRenderer.send('blobs', blobs(count))).toThrow(tooLarge);
      expect(() => main.channel('blobs').next(blobs(count))).toThrow(tooLarge);
    }
    main.ipcMain.handle('answer', () => blobs(MAX_FRAME_BLOBS + 1));
    const refused = expect(other.ipcRenderer.invoke('answer')).rejects.toEqual(tooLarge);
    turn();
    await refused;
    expect(main.webContents.getAll()).toHaveLength(2);
  });

  it('leaves as several frames, where it is several messages', () => {
    const { main, other, turn } = setUp();
    const heard: unknown[] = [];
    other.ipcRenderer.on('from main', (_event, n: number) => heard.push(n));
    main.ipcMain.on('from renderer', (_event, n: number) => heard.push(n));
    const half = blobs(MAX_FRAME_BLOBS / 2);
    for (let n = 0; n < 3; n++) other.ipcRenderer.send('from renderer', n, half);
    turn();
    for (let n = 3; n < 10; n++) main.channel('from main').to(2).next(n);
    const long = 'c'.repeat(1024);
    for (let n = 0; n < MAX_HEAD_LENGTH / 1024 + 2; n++) other.ipcRenderer.send(`${n}${long}`.slice(0, 1024));
    main.ipcMain.on('from renderer', () => undefined);
    other.ipcRenderer.send('from renderer', 10);
    turn();
    expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each(['text', 'bytes', 'structured-clone'] as const)(
    'leaves as several frames, where it is 10,000 calls (%s)',
    async (encoding) => {
      const { main, open, scheduler, turn } = inVirtualTime();
      const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
      const spread = ({ frames$, send, close }: Transport): Transport => ({ encoding, frames$, send, close });
      const { ipcRenderer } = open({}, {}, [spread(mainEnd), spread(rendererEnd)]);
      const drops = dropsOf(main);
      main.ipcMain.handle('double', (_event, n: number) => 2 * n);
      const calls = Array.from({ length: 10_000 }, (_, n) => ipcRenderer.invoke('double', n));
      turn();
      // A handler answers in a microtask, and its answer leaves in a turn of its own.
      await Promise.resolve().then(() => new Promise(setImmediate));
      turn();
      expect(await Promise.all(calls)).toEqual(calls.map((_, n) => 2 * n));
      expect(drops).toEqual([]);
    },
  );

  it('costs itself only, where nothing can be done', async () => {
    const limits = { channelLength: MAX_HEAD_LENGTH * 2 };
    const { main, open, turn } = inVirtualTime({ limits });
    const drops = dropsOf(main);
    const { webContents, renderer } = open({}, { limits });
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, n) => heard.push(n));
    renderer.ipcRenderer.on('y', (_event, n) => heard.push(n));
    turn();
    const tooLong = 'c'.repeat(MAX_HEAD_LENGTH);
    renderer.ipcRenderer.send('x', 1);
    const asked = expect(renderer.ipcRenderer.invoke(tooLong)).rejects.toThrow(/262144|393216/);
    renderer.ipcRenderer.send('x', 2);
    webContents.send('y', 3);
    webContents.send(tooLong);
    webContents.send('y', 4);
    turn();
    await asked;
    expect(heard).toEqual(expect.arrayContaining([1, 2, 3, 4]));
    expect(drops).toEqual([
      expect.objectContaining({ reason: 'over-limit', message: 'send', channel: tooLong, from: 0, to: 1 }),
    ]);
    expect(webContents.isDestroyed()).toBe(false);
  });

  it('may wait for a renderer that has not said hello', () => {
    const { main, turn } = setUp();
    const scheduler = new VirtualTimeScheduler();
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const frames: number[] = [];
    const late = main.connect({
      ...mainEnd,
      send: (frame) => {
        frames.push(unpackFrame(frame, 'structured-clone').length);
        mainEnd.send(frame);
      },
    });
    for (let n = 0; n < 20_000; n++) late.send('x', n);
    const heard: number[] = [];
    createRenderer(rendererEnd, { scheduler }).ipcRenderer.on('x', (_event, n: number) => heard.push(n));
    for (let n = 0; n < 5; n++) {
      scheduler.flush();
      turn();
    }
    expect(heard).toEqual(Array.from({ length: 20_000 }, (_, n) => n));
    expect(Math.max(...frames)).toBeLessThanOrEqual(MAX_FRAME_MESSAGES);
  });
});
