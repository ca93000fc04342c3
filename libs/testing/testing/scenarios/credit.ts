import { defineContract, expose, stream, withDemand, wrap } from '@culvert/core';
import { Subject, share, timer } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';
import { allEnd, Log } from './log.js';

const contract = defineContract('credit', { rows: stream<number, number>() });

/**
 * A consumer works for 10 ms on each row, and the producer may be ahead by two. So main has never produced more than two
 * rows that the consumer has not finished. All rows come.
 */
export const slowConsumer: Scenario = ({ main, renderer, step, always, atRest, invariants }) => {
  const log = new Log();
  let produced = 0;
  let finished = 0;
  expose(main, contract, {
    *rows(upTo) {
      for (let row = 0; row < upTo; row++) {
        produced++;
        yield row;
      }
    },
  });
  step(renderer, () => {
    const worked$ = wrap(renderer, contract)
      .rows(4, { highWaterMark: 2 })
      .pipe(withDemand(() => timer(10), { concurrency: 2 }));
    worked$.subscribe({ ...log.observer, next: () => finished++ });
  });
  always(function neverAhead() {
    return produced - finished <= 2 || `${produced} produced, ${finished} finished`;
  });
  atRest(function allCome() {
    return produced === 0 || (finished === 4 && allEnd([log], 'done')) || `${finished} of 4`;
  });
  atRest(invariants.nothingOpen);
};

/** Two parts of a window share a stream with `share()`. Each gets all rows, and the stream ends when both have left. */
export const sharedStream: Scenario = ({ main, renderer, step, always, atRest, invariants }) => {
  const rows = new Subject<number>();
  expose(main, contract, { rows: () => rows });
  const shared$ = wrap(renderer, contract).rows(0, { highWaterMark: 1 }).pipe(share());
  const logs = [new Log(), new Log()];
  step(renderer, () => {
    const subscriptions = logs.map(({ observer }) =>
      shared$.pipe(withDemand((row) => [row])).subscribe(observer),
    );
    step(renderer, ...subscriptions.map((subscription) => () => subscription.unsubscribe()));
  });
  step(
    main,
    () => rows.next(1),
    () => rows.next(2),
  );
  always(function sameRows() {
    const [one, two] = logs.map(({ items }) => items.join());
    return one!.startsWith(two!) || two!.startsWith(one!);
  });
  atRest(function bothHaveLeft() {
    return !rows.observed;
  });
  atRest(invariants.nothingOpen);
};

/** Main emits three rows at once. Its consumers take one at a time, each with another rule for the rest. */
export const overflows: Scenario = ({ main, renderer, step, always, atRest, invariants }) => {
  const rows = new Subject<number>();
  expose(main, contract, { rows: () => rows });
  const logs = { buffer: new Log(), latest: new Log(), drop: new Log(), error: new Log() };
  const api = wrap(renderer, contract);
  step(renderer, () => {
    for (const [overflow, log] of Object.entries(logs) as ['buffer', Log][])
      api.rows(0, { highWaterMark: 1, overflow, bufferSize: 2 }).subscribe(log.observer);
  });
  let emitted = 0;
  step(
    main,
    () => {
      if (!rows.observed) return;
      emitted = 3;
      [1, 2, 3].forEach((row) => rows.next(row));
    },
    () => rows.complete(),
  );
  always(function inOrder() {
    return Object.values(logs).every(({ items }) => items.join() === [...new Set(items)].sort().join());
  });
  atRest(function rulesHold() {
    if (emitted === 0) return undefined;
    const found = Object.entries(logs).map(
      ([name, { items, end }]) => `${name} ${items.join('')} ${String(end)}`,
    );
    const expected = ['buffer 123 done', 'latest 13 done', 'drop 1 done', 'error 1 ERR_CULVERT_OVERFLOW'];
    return found.join('; ') === expected.join('; ') || found.join('; ');
  });
  atRest(invariants.answered);
};
