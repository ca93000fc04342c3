import { VirtualTimeScheduler, take, type Observable, type Subject } from 'rxjs';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  type ChannelMessage,
  type Inspection,
  type Transferable,
} from '../../index.js';

/** The common type of the channels of both sides. */
type AnyChannel = Subject<unknown> & {
  readonly messages$: Observable<ChannelMessage<{ readonly ports: readonly Transferable[] }>>;
};

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const main = createMain({ scheduler });
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
  const webContents = main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd, { scheduler });
  const drops: Inspection[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item));
  scheduler.flush();
  return { main, webContents, renderer, drops, turn: () => scheduler.flush() };
}

/** Each side: its channel, and how the other one sends on it. */
const sides = {
  renderer: ({ renderer, webContents, turn }: ReturnType<typeof setUp>) => ({
    channel: (replay?: number): AnyChannel =>
      renderer.channel<unknown>('x', replay === undefined ? undefined : { replay }),
    arrive: (...args: unknown[]) => {
      webContents.send('x', ...args);
      turn();
    },
  }),
  main: ({ renderer, main, turn }: ReturnType<typeof setUp>) => ({
    channel: (replay?: number): AnyChannel =>
      main.channel<unknown>('x', replay === undefined ? undefined : { replay }),
    arrive: (...args: unknown[]) => {
      renderer.ipcRenderer.send('x', ...args);
      turn();
    },
  }),
};

describe.each(['renderer', 'main'] as const)('replay of a channel of the %s', (side) => {
  function start() {
    const all = setUp();
    return { ...all, ...sides[side](all) };
  }
  function log(channel: { subscribe(next: (value: unknown) => void): unknown }): unknown[] {
    const values: unknown[] = [];
    channel.subscribe((value) => values.push(value));
    return values;
  }

  it('gives late subscribers the latest values within the call, and then new values', () => {
    const { channel, arrive } = start();
    channel(2);
    for (const n of [1, 2, 3]) arrive(n);
    const values = log(channel());
    expect(values).toEqual([2, 3]);
    arrive(4);
    expect(values).toEqual([2, 3, 4]);
    expect(log(channel())).toEqual([3, 4]);
  });

  it('gives messages$ the same, with event and arguments', () => {
    const { channel, arrive } = start();
    channel(1);
    arrive('a', 'b');
    const messages: unknown[] = [];
    channel().messages$.subscribe(({ event, args }) => messages.push([event.ports, ...args]));
    expect(messages).toEqual([[[], 'a', 'b']]);
  });

  it('keeps nothing unless it is asked to', () => {
    const { channel, arrive } = start();
    channel();
    channel(0);
    arrive(1);
    expect(log(channel())).toEqual([]);
  });

  it('uses one object a name, which keeps the highest number of messages asked for', () => {
    const { channel, arrive } = start();
    const x = channel();
    log(x);
    arrive('before it is asked');
    expect(channel(1)).toBe(x);
    expect(channel(3)).toBe(x);
    expect(channel(2)).toBe(x);
    for (const n of [1, 2, 3, 4]) arrive(n);
    expect(log(x)).toEqual([2, 3, 4]);
  });

  it('gives each value once to an observer that subscribes during its arrival', () => {
    const { channel, arrive } = start();
    const x = channel(2);
    const [fromMessages, fromValues]: [unknown[], unknown[]] = [[], []];
    x.messages$.subscribe(
      () => fromMessages.length === 0 && x.subscribe((value) => fromMessages.push(value)),
    );
    x.subscribe(() => fromValues.length === 0 && x.subscribe((value) => fromValues.push(value)));
    arrive(1);
    arrive(2);
    expect([fromMessages, fromValues]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('stops for a subscriber that unsubscribes in the middle', () => {
    const { channel, arrive } = start();
    const x = channel(3);
    for (const n of [1, 2, 3]) arrive(n);
    expect(log(x.pipe(take(2)))).toEqual([1, 2]);
  });

  it('replays nothing of a channel that has ended, and begins anew', () => {
    const { channel, arrive } = start();
    const first = channel(1);
    arrive(1);
    first.complete();
    expect(log(first)).toEqual([]);
    const second = channel(1);
    expect(second).not.toBe(first);
    expect(log(second)).toEqual([]);
  });

  it.each([-1, 1.5, NaN, Infinity])('is a TypeError for %p', (replay) => {
    const { channel } = start();
    expect(() => channel(replay)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });
});

describe('a channel that replays', () => {
  it('counts as a listener of a message, but cannot answer a sendSync', () => {
    const { main, renderer, drops, turn } = setUp();
    main.channel('x', { replay: 1 });
    renderer.ipcRenderer.send('x', 1);
    turn();
    expect(drops).toEqual([]);
    expect(() => void renderer.ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_SYNC_NO_LISTENER' }),
    );
  });

  it('replays nothing on the Subject of one renderer', () => {
    const { main, webContents, renderer, turn } = setUp();
    main.channel('x', { replay: 1 });
    renderer.ipcRenderer.send('x', 1);
    turn();
    const values: unknown[] = [];
    main
      .channel('x')
      .to(webContents)
      .subscribe((value) => values.push(value));
    renderer.ipcRenderer.send('x', 2);
    turn();
    expect(values).toEqual([2]);
  });
});
