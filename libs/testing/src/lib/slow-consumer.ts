import type { Main, Renderer } from '@culvert/core';
import { defineContract, expose, stream } from '@culvert/core/contract';
import {
  concatMap,
  defer,
  interval,
  lastValueFrom,
  range,
  repeat,
  skip,
  takeWhile,
  tap,
  toArray,
  type Observable,
} from 'rxjs';
import type { RemoteRenderer } from './conformance/remote-renderer.js';
import type { RendererTools } from './conformance/evaluate.js';

/** The hot sources offer at least so many items before the watch ends. */
const OFFERED_ITEMS = 500_000;
/** The consumer of the pausable source takes at least so many items before the watch ends. */
const TAKEN_ITEMS = 400;
/** Main and the renderer are looked at so many times, at least. */
const LOOKS = 24;
const LOOK_EVERY_MS = 250;
const HIGH_WATER_MARK = 64;
const ITEMS_PER_SECOND = 100;

/** The measurements of {@link watchSlowConsumer}. */
export interface SlowConsumerReport {
  /** The high-water mark of the consumers, in items. */
  readonly highWaterMark: number;
  /** For the pausable source: the greatest lead over the consumed items. */
  readonly ahead: number;
  /** The items that each consumer has taken, by its policy, and its end. */
  readonly taken: Readonly<
    Record<string, { readonly items: number; readonly last: number; readonly end: string }>
  >;
  /** Items that the hot sources have offered. */
  readonly offered: number;
  /** Memory growth in MB, after garbage collection: the last third of the time against the first. */
  readonly growthMb: { readonly main: number; readonly renderer: number };
}

/**
 * Main produces items without an end for a renderer that takes a hundred a second. It uses each overflow policy at once.
 * The watch ends when enough items were offered and taken, however long that takes on this machine.
 *
 * @param main produces the items
 * @param remote consumes them
 * @param heap returns the bytes in use here, after a garbage collection
 * @example
 * const { ahead, highWaterMark } = await watchSlowConsumer(main, remote, () => process.memoryUsage().heapUsed);
 * console.log(ahead <= highWaterMark);
 */
export async function watchSlowConsumer(
  main: Main,
  remote: RemoteRenderer,
  heap: () => number,
): Promise<SlowConsumerReport> {
  let [produced, offered] = [0, 0];
  const contract = defineContract('slow', { paused: stream<void, number>(), hot: stream<void, number>() });
  const exposed = expose(main, contract, {
    *paused() {
      for (;;) yield produced++;
    },
    hot: () =>
      interval(10).pipe(
        concatMap((turn) => range(turn * 1000, 1000)),
        tap(() => offered++),
      ),
  });
  await remote.evaluate(start, HIGH_WATER_MARK, 1000 / ITEMS_PER_SECOND);
  const isEnough = ({ there: { taken } }: Look, index: number) =>
    index >= LOOKS &&
    offered >= OFFERED_ITEMS &&
    taken['paused']!.items >= TAKEN_ITEMS &&
    ['latest', 'drop'].every((policy) => taken[policy]!.last > 10_000) &&
    ['error', 'buffer'].every((policy) => taken[policy]!.end !== '');
  const looks = await lastValueFrom(
    defer(async (): Promise<Look> => {
      const lead = produced;
      const there = await remote.evaluate(look);
      return { ahead: lead - there.taken['paused']!.items, here: heap(), there };
    }).pipe(
      repeat({ delay: LOOK_EVERY_MS }),
      skip(1),
      takeWhile((at, index) => !isEnough(at, index), true),
      toArray(),
    ),
  );
  const last = looks.at(-1)!.there.taken;
  await remote.evaluate(stop);
  exposed.unsubscribe();
  const third = Math.floor(looks.length / 3);
  const growth = (bytes: readonly number[]) =>
    (Math.min(...bytes.slice(-third)) - Math.min(...bytes.slice(0, third))) / 1024 / 1024;
  return {
    highWaterMark: HIGH_WATER_MARK,
    ahead: Math.max(...looks.map(({ ahead }) => ahead)),
    taken: last,
    offered,
    growthMb: {
      main: growth(looks.map(({ here }) => here)),
      renderer: growth(looks.map(({ there }) => there.heap)),
    },
  };
}

interface Look {
  readonly ahead: number;
  readonly here: number;
  readonly there: { readonly taken: Record<string, Taken>; readonly heap: number };
}

interface Taken {
  items: number;
  last: number;
  end: string;
}

function start(
  owner: Renderer,
  highWaterMark: number,
  everyMs: number,
  { core, rxjs, store }: RendererTools,
): void {
  const { defineContract, stream, wrap, withDemand } = core;
  const api = wrap(
    owner,
    defineContract('slow', { paused: stream<void, number>(), hot: stream<void, number>() }),
  ) as {
    readonly [Key in 'paused' | 'hot']: (input: undefined, options: object) => Observable<number>;
  };
  const taken: Record<string, Taken> = {};
  const consume = (name: string, items$: Observable<number>) => {
    const counts = (taken[name] = { items: 0, last: -1, end: '' });
    return items$.pipe(withDemand((item) => rxjs.timer(everyMs).pipe(rxjs.map(() => item)))).subscribe({
      next: (item) => {
        counts.items++;
        counts.last = item;
      },
      error: (error: { code: string }) => (counts.end = error.code),
      complete: () => (counts.end = 'complete'),
    });
  };
  const subscription = consume('paused', api.paused(undefined, { highWaterMark }));
  for (const overflow of ['latest', 'drop', 'error']) {
    subscription.add(consume(overflow, api.hot(undefined, { highWaterMark, overflow })));
  }
  subscription.add(consume('buffer', api.hot(undefined, { highWaterMark, bufferSize: 10_000 })));
  store['slow'] = { taken, subscription };
}

function look(_owner: unknown, { store }: RendererTools): Look['there'] {
  const { taken } = store['slow'] as { taken: Record<string, Taken> };
  const here = globalThis as unknown as {
    gc?: () => void;
    process?: { memoryUsage(): { heapUsed: number } };
    performance: { memory?: { usedJSHeapSize: number } };
  };
  here.gc?.();
  const heap = here.process?.memoryUsage().heapUsed ?? here.performance.memory?.usedJSHeapSize ?? 0;
  return { taken, heap };
}

function stop(_owner: unknown, { store }: RendererTools): void {
  (store['slow'] as { subscription: { unsubscribe(): void } }).subscription.unsubscribe();
}
