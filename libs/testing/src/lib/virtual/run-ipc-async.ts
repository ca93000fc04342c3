import { invalidArgument } from '@culvert/protocol';
import { takeVirtualTime } from '../one-run.js';
import { beginRun } from './current-run.js';
import type { IpcHelpers, IpcOptions } from './ipc-helpers.js';
import { IpcRun, checkTest } from './ipc-run.js';
import { macrotask } from './macrotask.js';
import { refuseNativeTimers } from './native-timers.js';
import { SteppedScheduler } from './stepped-scheduler.js';

/** The helpers of an asynchronous test. It cannot flush, because its own code runs between two steps of time. */
export type AsyncIpcHelpers = Omit<IpcHelpers, 'flush'>;

/**
 * `runIpc` for a test of promises: its body, and the handlers in main, may await. Virtual time goes on
 * step by step, and all promises that can settle do so before the next step. Marbles count from the start of the test.
 * One such test runs at a time. Prefer `runIpc` with `expectCall`, which needs no promise.
 *
 * Rejects with a TypeError `ERR_CULVERT_INVALID_ARGUMENT` as `runIpc` throws it, and while another run has the virtual time
 * of this process. So it does if the body uses a native timer, waits for what never comes, or does not end.
 * No test may wait for a file or a socket: virtual time goes on meanwhile, as far as the machine lets it.
 *
 * @example
 * await runIpcAsync(async ({ main, renderer, link, expectObservable }) => {
 *   link({ latency: '3ms' });
 *   main.ipcMain.handle('double', async (_event, n: number) => 2 * n);
 *   const four: unknown = await renderer.ipcRenderer.invoke('double', 2);
 *   expectObservable(of(four)).toBe('------(a|)', { a: 4 });
 * });
 */
export async function runIpcAsync<T>(
  test: (helpers: AsyncIpcHelpers) => T | PromiseLike<T>,
  options: IpcOptions = {},
): Promise<T> {
  checkTest('runIpcAsync', test, options);
  const giveBack = takeVirtualTime('runIpcAsync');
  const scheduler = new SteppedScheduler();
  const timers = refuseNativeTimers('runIpcAsync');
  let end: (() => void) | undefined;
  try {
    const run = new IpcRun('runIpcAsync', scheduler, scheduler.enter(), options);
    end = beginRun(run);
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    // An async function, so that a test that throws at once fails in the same way.
    const body = async () => test({ ...run.helpers, flush: undefined } as AsyncIpcHelpers);
    body().then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { error }),
    );
    do {
      await macrotask();
      if (outcome !== undefined && 'error' in outcome) throw outcome.error;
    } while (run.step());
    timers.check();
    run.limit.check();
    if (outcome === undefined) throw stuck();
    run.finish();
    return outcome.value;
  } finally {
    end?.();
    timers.restore();
    scheduler.leave();
    giveBack();
  }
}

function stuck(): Error {
  return invalidArgument(
    'runIpcAsync: nothing is left to happen in virtual time, and the test still waits. It waits for an answer that never comes, or for something that is not in virtual time, such as a file or a socket.',
  );
}
