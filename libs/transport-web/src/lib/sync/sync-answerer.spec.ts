import { EMPTY_BODY, packFrame } from '@culvert/protocol';
import { SyncAnswerer } from './sync-answerer.js';
import type { ChannelMessage } from './sync-channel.js';

/** The channels that are open, by their names. */
const open = new Map<string, { say(data: ChannelMessage): void; readonly posted: ChannelMessage[] }>();

/** The platform's, which delivers nothing by itself here. */
class RecordedChannel {
  readonly name: string;
  private readonly posted: ChannelMessage[] = [];

  constructor(name: string) {
    this.name = name;
  }

  addEventListener(_type: 'message', listener: (event: { data: ChannelMessage }) => void): void {
    open.set(this.name, { say: (data) => listener({ data }), posted: this.posted });
  }

  postMessage(message: ChannelMessage): void {
    this.posted.push(message);
  }

  close(): void {
    open.delete(this.name);
  }
}

const { BroadcastChannel: platforms } = globalThis;
beforeEach(() => {
  jest.useFakeTimers();
  globalThis.BroadcastChannel = RecordedChannel as never;
});
afterEach(() => {
  open.clear();
  jest.useRealTimers();
  globalThis.BroadcastChannel = platforms;
});

const frame = packFrame(
  [{ message: { kind: 'reply', seq: 1, ok: true }, body: EMPTY_BODY }],
  'structured-clone',
);
const names = () => [...open.keys()];

/** The answer of a link whose peer is blocked, and has another one wait for it, by a key. */
function answer(answerer: SyncAnswerer, key: string, timeoutMs: number): void {
  answerer.open({ key, timeoutMs });
  answerer.answer(frame);
}

describe('an answer that is kept for the one who waits in place of the peer', () => {
  it.each([
    ['as long as the peer waits', 500, 500],
    ['60 s at most, though the peer says more', 1e15, 60_000],
    ['60 s at most, though the peer says all time there is', Number.MAX_VALUE, 60_000],
  ])('is kept %s: %p ms', (_how, timeoutMs, ms) => {
    answer(new SyncAnswerer(undefined), 'a', timeoutMs);
    jest.advanceTimersByTime(ms - 1);
    expect(names()).toEqual(['culvert-sync a']);
    jest.advanceTimersByTime(1);
    expect(names()).toEqual([]);
  });

  it('is one of each peer: the next request takes the place of the one before', () => {
    const [one, other] = [new SyncAnswerer(undefined), new SyncAnswerer(undefined)];
    for (let n = 0; n < 1000; n++) answer(one, `one ${n}`, 1e9);
    answer(other, 'other', 1e9);
    expect(names()).toEqual(['culvert-sync one 999', 'culvert-sync other']);
  });

  it('is said again to who comes late, and is given up when it was taken', () => {
    answer(new SyncAnswerer(undefined), 'a', 1000);
    const { say, posted } = open.get('culvert-sync a')!;
    expect(posted).toHaveLength(1);
    say({ waiting: true });
    expect(posted).toHaveLength(2);
    expect(posted[1]).toHaveProperty('answer');
    say({ taken: true });
    expect(names()).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is nothing without a request, and a refusal where the link closes before it', () => {
    const answerer = new SyncAnswerer(undefined);
    answerer.answer(frame);
    expect(names()).toEqual([]);
    answerer.open({ key: 'a', timeoutMs: 1e9 });
    answerer.close();
    expect(open.get('culvert-sync a')!.posted).toEqual([{ closed: true }]);
    jest.advanceTimersByTime(60_000);
    expect(names()).toEqual([]);
  });
});
