import { EMPTY_BODY, packFrame } from '@culvert/protocol';
import { SyncAnswerer } from './sync-answerer.js';
import type { ChannelMessage } from './sync-channel.js';

/** The open channels, by name. */
const open = new Map<string, { say(data: ChannelMessage): void; readonly posted: ChannelMessage[] }>();

/** Replaces the platform's BroadcastChannel. It delivers nothing by itself. */
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

/** Answers a request of a blocked peer. Another context waits for that answer, by a key. */
function answer(answerer: SyncAnswerer, key: string, timeoutMs: number): void {
  answerer.open({ key, timeoutMs });
  answerer.answer(frame);
}

describe('an answer that is kept for the helper of a blocked peer', () => {
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

  it('is replaced by the answer to the next request of that peer', () => {
    const [one, other] = [new SyncAnswerer(undefined), new SyncAnswerer(undefined)];
    for (let n = 0; n < 1000; n++) answer(one, `one ${n}`, 1e9);
    answer(other, 'other', 1e9);
    expect(names()).toEqual(['culvert-sync one 999', 'culvert-sync other']);
  });

  it('is posted again for a late helper, and dropped once the helper has taken it', () => {
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

  it('is not posted without a request, and is a refusal if the link closes before it', () => {
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
