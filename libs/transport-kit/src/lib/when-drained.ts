import type { SchedulerLike } from 'rxjs';

/** The interval of checks, in ms. No platform tells when a socket has sent its bytes. */
const LOOK_MS = 5;

/** Resolves when `isDrained`; never rejects. */
export function whenDrained(isDrained: () => boolean, scheduler: SchedulerLike): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isDrained()) resolve();
      else scheduler.schedule(look, LOOK_MS);
    };
    look();
  });
}
