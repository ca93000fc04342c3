import { invalidArgument } from '@culvert/protocol';
import { TestScheduler } from 'rxjs/testing';
import { isThenable } from '../is-thenable.js';
import { takeVirtualTime } from '../one-run.js';
import { beginRun } from './current-run.js';
import type { IpcHelpers, IpcOptions } from './ipc-helpers.js';
import { IpcRun, checkTest } from './ipc-run.js';

/**
 * Runs main, renderers, the wires between them and time itself on one `TestScheduler`, in run mode: a frame is
 * a millisecond. RxJS's own schedulers run in this time as well. Promises have no virtual time. `expectCall` draws the
 * answers of calls nevertheless; `runIpcAsync` is for tests of promises.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a test that returns a promise or is a generator function, and for
 * an unknown option
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a test without an end, and while another run goes on
 * @throws Error for marbles that differ, with both on one time axis and the messages of the wire below
 * @example
 * runIpc(({ main, renderer, link, cold, expectMessages }) => {
 *   link({ latency: '3ms' });
 *   cold('-a-b').subscribe(renderer.channel('keys'));
 *   expectMessages(main.channel('keys')).toBe('----a-b', { a: ['a'], b: ['b'] });
 * });
 */
export function runIpc<T>(test: (helpers: IpcHelpers) => T, options: IpcOptions = {}): T {
  checkTest('runIpc', test, options);
  const giveBack = takeVirtualTime('runIpc');
  try {
    const scheduler = new TestScheduler(() => undefined);
    return scheduler.run((marbles) => {
      const run = new IpcRun('runIpc', scheduler, marbles, options);
      const end = beginRun(run);
      try {
        const result = test(run.helpers);
        if (isThenable(result)) throw promised(result);
        run.flush();
        run.finish();
        return result;
      } finally {
        end();
      }
    });
  } finally {
    giveBack();
  }
}

function promised(result: unknown): TypeError {
  // The outcome of the promise is ignored, because the test already fails for returning it.
  Promise.resolve(result).catch(() => undefined);
  return invalidArgument(
    'runIpc: the test has returned a promise. Virtual time ends when the test returns, so the code after an await would run too late. Use expectCall or subscribe instead, or run the test with runIpcAsync.',
  );
}
