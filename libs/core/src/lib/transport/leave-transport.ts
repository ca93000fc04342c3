import type { SchedulerLike } from 'rxjs';
import { isThenable } from '../runtime/is-thenable.js';
import { scheduleInBackground } from '../runtime/schedule-after.js';
import type { Transport } from './transport.js';

/** The longest time that a peer that does not read may delay the end of a connection, in ms. */
const LAST_WAIT_MS = 5_000;
const DONE = Promise.resolve();
const noop = () => undefined;

/** Resolves when this transport has passed on all frames. Resolves at once if it cannot tell. Never rejects. */
export function flushTransport(transport: Transport): Promise<void> {
  return flushing(transport) ?? DONE;
}

/**
 * Ends a connection when all frames have left, or after 5 s. If the transport cannot tell, it ends at once.
 *
 * @param close ends the connection. It never throws
 * @returns resolves when the connection has ended, and never rejects
 */
export function closeWhenFlushed(
  transport: Transport,
  scheduler: SchedulerLike,
  close: () => void,
): Promise<void> {
  const flushed = flushing(transport);
  if (flushed === undefined) {
    close();
    return DONE;
  }
  return new Promise((resolve) => {
    let isClosed = false;
    const finish = () => {
      if (isClosed) return;
      isClosed = true;
      close();
      resolve();
    };
    const timer = scheduleInBackground(scheduler, LAST_WAIT_MS, finish);
    void flushed.then(() => {
      timer.unsubscribe();
      finish();
    });
  });
}

function flushing(transport: Transport): Promise<void> | undefined {
  try {
    const flushed: unknown = transport.flush?.();
    return isThenable(flushed) ? Promise.resolve(flushed).then(noop, noop) : undefined;
  } catch {
    // `flush` threw, so the transport cannot tell when its frames have left. There is nothing to wait for.
    return undefined;
  }
}
