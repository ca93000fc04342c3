import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

/** The scheduler of one process of a test. While the process is stopped, its timers and its frames wait. */
export class ProcessClock implements SchedulerLike {
  private readonly scheduler: SchedulerLike;
  private readonly handshake: Handshake;
  private stopped = false;
  private waiting: (() => void)[] = [];

  constructor(scheduler: SchedulerLike, handshake: Handshake) {
    this.scheduler = scheduler;
    this.handshake = handshake;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  now(): number {
    return this.scheduler.now();
  }

  schedule<T>(work: Work<T>, delay = 0, state?: T): Subscription {
    if (delay === 0 && this.handshake.includes('turns')) {
      const action = new Subscription() as SchedulerAction<T>;
      this.handshake.add(() => action.closed || work.call(action, state));
      return action;
    }
    const run = (task: () => void) => this.run(task);
    return this.scheduler.schedule(
      function (this: SchedulerAction<T>, given?: T) {
        run(() => this.closed || work.call(this, given));
      },
      delay,
      state as T,
    );
  }

  /** Runs a task now, or when the process goes on. */
  run(task: () => void): void {
    if (this.stopped) this.waiting.push(task);
    else task();
  }

  stop(): void {
    this.stopped = true;
  }

  /** Everything that has waited runs now, in its order, and before what becomes due from now on. */
  go(): void {
    this.stopped = false;
    const waiting = this.waiting;
    this.waiting = [];
    for (const task of waiting) this.scheduler.schedule(() => this.run(task));
  }
}

/** The tasks that a handshake may run at once: frames of the wire, or the turns of the processes as well. */
export type HandshakeScope = 'frames' | 'turns';

/**
 * Completes a handshake before its test goes on. So a connection is open from the time at which the test draws it.
 */
export class Handshake {
  private tasks: (() => void)[] | undefined;
  private scope: HandshakeScope = 'frames';

  includes(scope: HandshakeScope): boolean {
    return this.tasks !== undefined && (scope === 'frames' || this.scope === 'turns');
  }

  add(task: () => void): void {
    this.tasks!.push(task);
  }

  /**
   * @param connect starts the handshake. It returns a function that tells if the handshake is over
   * @param later schedules the tasks that are left over then
   */
  run(scope: HandshakeScope, later: SchedulerLike, connect: () => () => boolean): void {
    const tasks: (() => void)[] = [];
    this.tasks = tasks;
    this.scope = scope;
    try {
      const isOver = connect();
      while (tasks.length > 0 && !isOver()) tasks.shift()!();
    } finally {
      this.tasks = undefined;
    }
    for (const task of tasks) later.schedule(task);
  }
}
