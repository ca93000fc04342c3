import { asyncScheduler, Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** Node, browsers and workers have it; neutral code compiles without the typings that declare it. */
const runtime = globalThis as unknown as { queueMicrotask(task: () => void): void };

/** What a platform's timer can wait: one that is given more fires at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * The default scheduler: work without delay runs when the turn ends (a microtask), delayed work by timer.
 *
 * RxJS's own `asapScheduler` is not used, because there an error thrown by anybody's task discards everybody's tasks
 * of that turn, and a lost flush would be lost messages.
 */
export const turnScheduler: SchedulerLike = {
  now: () => asyncScheduler.now(),

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return new TurnAction(work).schedule(state, delay);
  },
};

class TurnAction<T> extends Subscription implements SchedulerAction<T> {
  private readonly work: (this: SchedulerAction<T>, state?: T) => void;
  private timer: Subscription | undefined;
  /** Counts what it was given to wait for, and what was called off. */
  private latest = 0;

  constructor(work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.work = work;
  }

  /** An action waits for one time only: the latest it was given. */
  schedule(state?: T, delay = 0): Subscription {
    this.callOff();
    if (this.closed) return this;
    const { latest } = this;
    const run = () => {
      if (latest === this.latest) this.work(state);
    };
    if (delay > 0) this.timer = asyncScheduler.schedule(run, Math.min(delay, MAX_DELAY_MS));
    else runtime.queueMicrotask(run);
    return this;
  }

  /** The platform's timer, where it waits for one: see `scheduleInBackground`. */
  get id(): unknown {
    return (this.timer as { readonly id?: unknown } | undefined)?.id;
  }

  override unsubscribe(): void {
    this.callOff();
    super.unsubscribe();
  }

  private callOff(): void {
    this.latest++;
    this.timer?.unsubscribe();
    this.timer = undefined;
  }
}
