import type { SchedulerLike } from 'rxjs';

/** No platform says when a socket has let go of its bytes, so it is looked at so often, in ms. */
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
