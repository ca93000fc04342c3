import { type Main, type Renderer } from '@culvert/core';
import { defineContract, expose, stream } from '@culvert/core/contract';
import {
  concatMap,
  firstValueFrom,
  interval,
  map,
  range,
  take,
  takeUntil,
  tap,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import type { RemoteRenderer } from './conformance/remote-renderer.js';
import type { RendererTools } from './conformance/evaluate.js';

const ITEMS = 1_000_000;
const HIGH_WATER_MARK = 64;
const ITEMS_PER_SECOND = 100;

export interface SlowConsumerReport {
  readonly highWaterMark: number;
  /** For the pausable source: the greatest lead over the consumed items, and the number of samples. */
  readonly ahead: number;
  readonly samples: number;
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
 * Main produces a million items for a renderer that takes a hundred a second. It uses each overflow policy at
 * once, and watches for `seconds`.
 *
 * @param heap returns the bytes in use here, after a garbage collection if the platform allows one
 */
export async function watchSlowConsumer(
  main: Main,
  remote: RemoteRenderer,
  seconds: number,
  heap: () => number,
): Promise<SlowConsumerReport> {
  let [produced, offered] = [0, 0];
  const contract = defineContract('slow', { paused: stream<void, number>(), hot: stream<void, number>() });
  const exposed = expose(main, contract, {
    *paused() {
      while (produced < ITEMS) yield produced++;
    },
    hot: () =>
      interval(10).pipe(
        concatMap((turn) => range(turn * 1000, 1000)),
        take(ITEMS),
        tap(() => offered++),
      ),
  });
  await remote.evaluate(start, HIGH_WATER_MARK, 1000 / ITEMS_PER_SECOND);
  const looks = await firstValueFrom(
    interval(250).pipe(
      takeUntil(timer(seconds * 1000)),
      concatMap(async () => {
        const lead = produced;
        const there = await remote.evaluate(look);
        return { ahead: lead - there.taken['paused']!.items, here: heap(), there };
      }),
      toArray(),
      map((all) => all.slice(1)),
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
    samples: looks.length,
    taken: last,
    offered,
    growthMb: {
      main: growth(looks.map(({ here }) => here)),
      renderer: growth(looks.map(({ there }) => there.heap)),
    },
  };
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

function look(_owner: unknown, { store }: RendererTools): { taken: Record<string, Taken>; heap: number } {
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
