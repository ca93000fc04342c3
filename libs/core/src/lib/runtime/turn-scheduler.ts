import { asyncScheduler, Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** Node, browsers and workers have `queueMicrotask`. Neutral code compiles without the typings that declare it. */
const runtime = globalThis as unknown as { queueMicrotask(task: () => void): void };

/** The longest delay of a platform's timer. With a longer delay it fires at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * The default scheduler: work without delay runs when the turn ends (a microtask), delayed work by timer.
 *
 * RxJS's own `asapScheduler` is not used. There, an error of one task discards all other tasks of that turn. A lost flush
 * would mean lost messages.
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
  /** Counts the schedules and cancellations of this action, to recognise outdated ones. */
  private latest = 0;

  constructor(work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.work = work;
  }

  /** An action has one schedule only: the latest one replaces those before it. */
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

  /** The platform's timer, if the action waits for one. See `scheduleInBackground`. */
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
