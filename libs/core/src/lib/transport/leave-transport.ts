import type { SchedulerLike } from 'rxjs';
import { isThenable } from '../runtime/is-thenable.js';
import { scheduleInBackground } from '../runtime/schedule-after.js';
import type { Transport } from './transport.js';

/** What a peer that does not read may hold up the end of a connection, in ms. */
const LAST_WAIT_MS = 5_000;
const DONE = Promise.resolve();
const noop = () => undefined;

/** Resolves when this transport has passed on what it was given; at once where it cannot tell. Never rejects. */
export function flushTransport(transport: Transport): Promise<void> {
  return flushing(transport) ?? DONE;
}

/**
 * Ends a connection: at once where the transport cannot tell what has left, otherwise when all has, or after 5 s.
 *
 * @param close what ends it; it never throws
 * @returns resolves when it has ended, and never rejects
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
    // It has nothing more to say: what it was given is as far as it will come.
    return undefined;
  }
}
