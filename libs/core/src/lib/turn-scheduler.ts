import { asyncScheduler, Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** Node, browsers and workers have it; neutral code compiles without the typings that declare it. */
const runtime = globalThis as unknown as { queueMicrotask(task: () => void): void };

/**
 * The default scheduler: work without delay runs when the turn ends (a microtask), delayed work by timer.
 *
 * RxJS's own `asapScheduler` is not used, because there an error thrown by anybody's task discards everybody's tasks
 * of that turn, and a lost flush would be lost messages.
 */
export const turnScheduler: SchedulerLike = {
  now: () => asyncScheduler.now(),

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    if (delay > 0) return asyncScheduler.schedule(work, delay, state);
    return new TurnAction(work).schedule(state);
  },
};

class TurnAction<T> extends Subscription implements SchedulerAction<T> {
  private readonly work: (this: SchedulerAction<T>, state?: T) => void;

  constructor(work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (delay > 0) this.add(asyncScheduler.schedule(() => this.run(state), delay));
    else runtime.queueMicrotask(() => this.run(state));
    return this;
  }

  private run(state: T | undefined): void {
    if (!this.closed) this.work.call(this, state);
  }
}
