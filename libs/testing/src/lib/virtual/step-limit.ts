import { invalidArgument } from '@culvert/protocol';
import type { SchedulerLike } from 'rxjs';

/** More than any test needs, and done before a test runner gives up. */
const MOST_STEPS = 50_000;

/** Ends a test that would never end by itself. Its steps are the actions of virtual time, and the values that it compares. */
export class StepLimit {
  private readonly user: string;
  private readonly scheduler: SchedulerLike;
  private left = MOST_STEPS;

  constructor(user: string, scheduler: SchedulerLike) {
    this.user = user;
    this.scheduler = scheduler;
  }

  /** @returns false if no step is left */
  take(): boolean {
    return --this.left >= 0;
  }

  /** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` after the last step */
  check(): void {
    if (this.left >= 0) return;
    const at = this.scheduler.now();
    throw invalidArgument(
      `${this.user}: the test does not end. After ${MOST_STEPS} steps, at ${at} ms, there is more to come. End each interval or other endless source by take or takeUntil, or draw where expectObservable unsubscribes: expectObservable(source$, '^----!').`,
    );
  }
}
