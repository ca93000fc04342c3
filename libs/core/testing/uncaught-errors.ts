import { config } from 'rxjs';
import { settled } from './turns.js';

/**
 * Records the uncaught errors of each test of a spec. RxJS reports them from a timer: wait for `reported` or `settled`
 * before you expect one.
 *
 * @example
 * const { uncaught, reported } = recordUncaught();
 * it('…', async () => expect(await reported()).toEqual([]));
 */
export function recordUncaught(): { readonly uncaught: unknown[]; reported(): Promise<readonly unknown[]> } {
  const uncaught: unknown[] = [];
  beforeEach(() => {
    uncaught.length = 0;
    config.onUnhandledError = (error) => uncaught.push(error);
  });
  afterEach(async () => {
    // The next test would take late reports for its own.
    await settled();
    config.onUnhandledError = null;
  });
  return { uncaught, reported: () => new Promise((resolve) => setTimeout(resolve, 0, uncaught)) };
}
