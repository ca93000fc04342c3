import { Subject, Subscription, type SchedulerLike } from 'rxjs';
import { defineContract, expose, stream, wrap, type HandlerContext } from '../../index.js';
import { TurnBudget } from './turn-budget.js';
import { inVirtualTime } from '../../../testing/in-process.js';

const contract = defineContract('numbers', { numbers: stream<void, number>() });
const MAX_ITEMS = 8192;
const SHARE = 512;

type Numbers = Iterable<number> | AsyncIterable<number> | Subject<number>;

function setUp(numbers: (context: HandlerContext) => Numbers) {
  const { main, open: openOn, scheduler } = inVirtualTime();
  const [renderer, other] = [openOn().renderer, openOn().renderer];
  expose(main, contract, { numbers: (_input, context) => numbers(context) });
  const open = (highWaterMark: number, by = renderer) => {
    const numbers$ = wrap(by, contract).numbers(undefined, { highWaterMark });
    return numbers$[Symbol.asyncIterator]();
  };
  const runTo = (frame: number) => {
    scheduler.maxFrames = frame;
    scheduler.flush();
  };
  const take = async (loop: AsyncIterator<number>, count: number) => {
    for (let i = 0; i < count; i++) await loop.next();
  };
  return { main, open, runTo, take, renderer, other };
}

describe('the budget of a turn of main', () => {
  it('bounds the items that main asks of all sources, and each stream gets the rest later, in order', async () => {
    let made = 0;
    const { open, runTo } = setUp(function* () {
      for (let i = 0; ; i++) {
        made++;
        yield i;
      }
    });
    const loops = Array.from({ length: 4 }, () => open(16_384));
    for (let frame = 0; frame < 8; frame++) {
      runTo(frame);
      expect(made).toBe((frame + 1) * MAX_ITEMS);
    }
    runTo(20);
    expect(made).toBe(4 * 16_384);
    for (const loop of loops) {
      let inOrder = 0;
      for (let i = 0; i < 16_384; i++) if ((await loop.next()).value === i) inOrder++;
      expect(inOrder).toBe(16_384);
      await loop.return?.();
    }
  });

  it('gives other consumers their share before one consumer has all its items', () => {
    const madeFor = new Map<number, number>();
    const { open, runTo, other } = setUp((context) => {
      const { id } = context.sender;
      return (function* () {
        for (let i = 0; ; i++) {
          madeFor.set(id, (madeFor.get(id) ?? 0) + 1);
          yield i;
        }
      })();
    });
    runTo(0);
    for (let i = 0; i < 20; i++) open(16_384);
    open(10, other);
    runTo(0);
    expect([...madeFor]).toEqual([[1, MAX_ITEMS]]);
    runTo(1);
    expect([...madeFor]).toEqual([
      [1, 2 * MAX_ITEMS - SHARE],
      [2, 10],
    ]);
  });

  it('keeps the share of a consumer with a source that gives one item at a time', async () => {
    let made = 0;
    const { open, runTo, other } = setUp(({ sender }) =>
      sender.id === 1
        ? (function* () {
            for (let i = 0; ; i++) yield i;
          })()
        : (async function* () {
            for (let i = 0; ; i++) {
              made++;
              yield await Promise.resolve(i);
            }
          })(),
    );
    const microtasksRun = () => new Promise((resolve) => setImmediate(resolve));
    runTo(0);
    for (let i = 0; i < 20; i++) open(16_384);
    open(16_384, other);
    runTo(0);
    for (let frame = 1; frame <= 3; frame++) {
      runTo(frame);
      await microtasksRun();
      expect(made).toBe(frame * SHARE);
    }
  });

  it('keeps a process alive that has nothing else to do', () => {
    const unref = jest.fn();
    const schedule = jest.fn(() => Object.assign(new Subscription(), { id: { unref } }));
    const scheduler: SchedulerLike = { now: () => 0, schedule };
    const budget = new TurnBudget(scheduler);
    let taken = 0;
    while (budget.take(1, () => undefined)) taken++;
    expect(taken).toBe(MAX_ITEMS);
    expect(schedule).toHaveBeenCalledTimes(1);
    expect(unref).not.toHaveBeenCalled();
  });

  it('bounds the waiting items that are sent at once, in order, before items that arrive meanwhile', async () => {
    const hot = new Subject<number>();
    const { open, runTo, take } = setUp(() => hot);
    const loop = open(16_384);
    runTo(0);
    for (let i = 0; i < 40_000; i++) hot.next(i);
    runTo(0);
    await take(loop, 10_000);
    runTo(0);
    const later = new Promise((resolve) => setImmediate(resolve));
    hot.next(40_000);
    hot.complete();
    await later;
    const rest: number[] = [];
    for (let frame = 1; rest.length < 30_001; frame++) {
      runTo(frame);
      for (let i = 0; i < 8000 && rest.length < 30_001; i++) rest.push((await loop.next()).value as number);
    }
    expect(rest).toEqual(Array.from({ length: 30_001 }, (_, i) => 10_000 + i));
  });

  it('does not apply when main closes: items that wait for a turn arrive before the end', async () => {
    const hot = new Subject<number>();
    const { main, open, runTo, take } = setUp(() => hot);
    const loops = [open(16_384), open(16_384)];
    runTo(0);
    for (let i = 0; i < 40_000; i++) hot.next(i);
    runTo(0);
    // Each consumer asks for half of its window again. Together that is twice the budget of a turn.
    for (const loop of loops) await take(loop, 10_000);
    runTo(0);
    void main.close();
    runTo(20);
    for (const loop of loops) {
      await take(loop, 16_384 + MAX_ITEMS - 10_000);
      await expect(loop.next()).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    }
  });

  it('allows the ends of 1,024 calls and streams of a connection, and the rest end in later turns', () => {
    const hot = new Subject<number>();
    const aborted: unknown[] = [];
    const { open, runTo, renderer, other } = setUp(({ signal }) => {
      signal.addEventListener('abort', () => aborted.push(signal.reason));
      return hot;
    });
    runTo(0);
    const rows = Array.from({ length: 3_000 }, () => open(1));
    for (const row of rows) void row.next().catch(() => undefined);
    void open(1, other).next();
    runTo(0);
    expect(hot.observers).toHaveLength(3_001);
    void renderer.close();
    for (const [frame, ended] of [1_024, 2_048, 3_000, 3_000].entries()) {
      runTo(frame);
      expect([hot.observers.length, aborted.length]).toEqual([3_001 - ended, ended]);
    }
    expect(new Set(aborted).size).toBe(1);
    expect(aborted[0]).toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });
});
