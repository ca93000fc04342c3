import type { Renderer } from '@culvert/core';
import { ReplaySubject, asyncScheduler, of, timer, timestamp } from 'rxjs';
import { explore } from './explore.js';
import type { ExploreHelpers } from './scenario.js';

/** Each way to read the clock. */
const clocks: readonly [string, (helpers: ExploreHelpers) => number][] = [
  ['now()', ({ now }) => now()],
  ['asyncScheduler.now()', () => asyncScheduler.now()],
  [
    'timestamp()',
    () => {
      let time = -1;
      of(0)
        .pipe(timestamp())
        .subscribe((stamped) => (time = stamped.timestamp));
      return time;
    },
  ],
];

describe('the virtual time of explore', () => {
  it.each(clocks)('is read by %s before and after a timer of another process', (_name, read) => {
    const seen = (reduction: boolean) => {
      const times = new Set<number>();
      explore(
        (helpers) => {
          const { link, step, atRest } = helpers;
          const [one, two] = [link(), link()];
          let time = -1;
          step(one.renderer, () => void (time = read(helpers)));
          step(two.renderer, () => void timer(10).subscribe());
          atRest(() => void times.add(time));
        },
        { reduction },
      );
      return [...times].sort();
    };
    expect(seen(false)).toEqual([0, 10]);
    expect(seen(true)).toEqual([0, 10]);
  });

  it('ends the window of a ReplaySubject', () => {
    const got: number[] = [];
    explore(({ main, step, atRest }) => {
      const replayed$ = new ReplaySubject<number>(9, 1000);
      step(main, () => {
        replayed$.next(1);
        timer(5000).subscribe(() => replayed$.subscribe((value) => got.push(value)));
      });
      atRest(() => got.length === 0);
    });
    expect(got).toEqual([]);
  });

  it('is real again after the exploration', () => {
    explore(({ renderer, step }: { renderer: Renderer; step: ExploreHelpers['step'] }) =>
      step(renderer, () => undefined),
    );
    const before = Date.now();
    let time = 0;
    of(0)
      .pipe(timestamp())
      .subscribe((stamped) => (time = stamped.timestamp));
    expect(time).toBeGreaterThanOrEqual(before);
  });
});
