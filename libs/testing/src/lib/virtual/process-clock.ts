import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

/**
 * The scheduler of one process of a test. Timers and frames wait while the process is stopped. They wait as well while it
 * needs the answer of a sync request.
 */
export class ProcessClock implements SchedulerLike {
  private readonly scheduler: SchedulerLike;
  private readonly handshake: Handshake;
  private stopped = false;
  private blocked = false;
  /** The tasks that run now, one within the other. */
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(scheduler: SchedulerLike, handshake: Handshake) {
    this.scheduler = scheduler;
    this.handshake = handshake;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  get isBlocked(): boolean {
    return this.blocked;
  }

  get isRunning(): boolean {
    return this.running > 0;
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

  /** Runs a task now, or when the process goes on: after all that has waited before. */
  run(task: () => void): void {
    if (this.stopped || this.blocked || this.waiting.length > 0) this.waiting.push(task);
    else this.enter(task);
  }

  stop(): void {
    this.stopped = true;
  }

  go(): void {
    this.stopped = false;
    this.goOn();
  }

  /** Runs a task within which this process does nothing else. */
  block(task: () => void): void {
    this.blocked = true;
    try {
      task();
    } finally {
      this.blocked = false;
      this.goOn();
    }
  }

  /** All that has waited runs behind the present task, in its order, and before what becomes due from now on. */
  private goOn(): void {
    if (this.waiting.length > 0) this.scheduler.schedule(() => this.runNext());
  }

  private runNext(): void {
    if (this.stopped || this.blocked) return;
    const task = this.waiting.shift();
    // A task may throw, and the others still run.
    this.goOn();
    if (task !== undefined) this.enter(task);
  }

  private enter(task: () => void): void {
    this.running++;
    try {
      task();
    } finally {
      this.running--;
    }
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
