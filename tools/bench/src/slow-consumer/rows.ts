import { setImmediate } from 'node:timers/promises';
import { payloadSource } from '../measure/payloads.js';
import { PRODUCED, type Counters } from './counters.js';

/**
 * Nearly endless, but a contender that takes all of them at once stops before it exhausts the
 * machine.
 */
export const MOST_ROWS = 2_000_000;

/** How many rows come before the event loop gets its turn. */
const BURST = 100;

/** The same source for all contenders: rows of 100 B, produced as fast as they are taken. */
export async function* endlessRows(counters: Counters): AsyncGenerator<unknown> {
  const value = payloadSource('small');
  for (let n = 1; n <= MOST_ROWS; n++) {
    Atomics.store(counters, PRODUCED, n);
    if (n === 1) Atomics.notify(counters, PRODUCED);
    yield value();
    if (n % BURST === 0) await setImmediate();
  }
}
