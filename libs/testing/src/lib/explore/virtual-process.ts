import { MAX_DELAY_MS } from '@culvert/core/internal';
import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** A turn with more tasks than this never ends. */
const MOST_TASKS = 100_000;

/** The run, as its processes see it. */
export interface ProcessHost {
  /** The virtual time, in ms. */
  readonly now: number;
  /** Code reads the clock. */
  readsClock(): void;
  /** Code of this process does something. The host refuses it outside of a step. */
  acts(process: VirtualProcess, what: string): void;
  /** An error of this process that no code has caught. */
  uncaught(error: unknown): void;
}

/** Something that a scenario lets a process do by itself. */
export interface Step {
  readonly name: string;
  /** Its place among all steps of the scenario. */
  readonly order: number;
  readonly run: () => unknown;
}

/**
 * One process of a run, and its scheduler. Work without delay runs when the step has ended, in order, as microtasks do.
 * Work with a delay is a timer of virtual time.
 */
export class VirtualProcess implements SchedulerLike {
  readonly name: string;
  readonly bit: number;
  /** Steps that it has not done yet. */
  readonly steps: Step[] = [];
  /** The number of steps that the scenario has given it, with those that a replay leaves out. */
  stepsGiven = 0;
  /** It waits for the answer of a sync request, so nothing else of it runs. */
  isBlocked = false;
  private readonly host: ProcessHost;
  private tasks: (VirtualAction | undefined)[] = [];
  private readonly timers: VirtualAction[] = [];
  private isGone = false;

  constructor(host: ProcessHost, name: string, bit: number) {
    this.host = host;
    this.name = name;
    this.bit = bit;
  }

  now(): number {
    this.host.readsClock();
    return this.host.now;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return new VirtualAction(this, work as Work).schedule(state, delay);
  }

  get hasEnded(): boolean {
    return this.isGone;
  }

  /** The process has ended: neither its tasks nor its timers run. */
  end(): void {
    this.isGone = true;
    this.tasks = [];
    this.timers.length = this.steps.length = 0;
  }

  /** Runs the tasks of this turn, and those that they add. Returns whether there was one. */
  runTasks(): boolean {
    const { tasks } = this;
    if (tasks.length === 0) return false;
    for (let index = 0; index < tasks.length; index++) {
      if (index > MOST_TASKS) throw new Error(`A turn of ${this.name} has more than ${MOST_TASKS} tasks.`);
      this.run(tasks[index]);
    }
    tasks.length = 0;
    return true;
  }

  /** The time of the next timer, in ms. `Infinity` if there is none. */
  get nextTimer(): number {
    return this.timers.length === 0 ? Infinity : this.timers[0]!.due;
  }

  fireTimer(): void {
    this.run(this.timers.shift());
  }

  add(action: VirtualAction, delay: number): void {
    if (this.isGone) return;
    this.host.acts(this, 'has scheduled work');
    if (delay <= 0) {
      this.tasks.push(action);
      return;
    }
    // The longest delay stands for “never” in core. As a virtual timer it would fire within the run.
    if (delay >= MAX_DELAY_MS) return;
    action.due = this.now() + delay;
    const { timers } = this;
    let place = timers.length;
    while (place > 0 && timers[place - 1]!.due > action.due) place--;
    timers.splice(place, 0, action);
  }

  remove(action: VirtualAction): void {
    const task = this.tasks.indexOf(action);
    if (task >= 0) this.tasks[task] = undefined;
    const timer = this.timers.indexOf(action);
    if (timer >= 0) this.timers.splice(timer, 1);
  }

  private run(action: VirtualAction | undefined): void {
    if (action === undefined) return;
    try {
      action.run();
    } catch (error) {
      this.host.uncaught(error);
    }
  }
}

type Work = (this: SchedulerAction<unknown>, state?: unknown) => void;

class VirtualAction extends Subscription implements SchedulerAction<unknown> {
  /** The time at which it runs, in ms, if it waits as a timer. */
  due = 0;
  private readonly process: VirtualProcess;
  private readonly work: Work;
  private state: unknown;
  private isWaiting = false;

  constructor(process: VirtualProcess, work: Work) {
    super();
    this.process = process;
    this.work = work;
  }

  /** An action has one schedule only: the latest one replaces those before it. */
  schedule(state?: unknown, delay = 0): Subscription {
    if (this.closed) return this;
    this.callOff();
    this.state = state;
    this.isWaiting = true;
    this.process.add(this, delay);
    return this;
  }

  run(): void {
    this.isWaiting = false;
    this.work.call(this, this.state);
  }

  override unsubscribe(): void {
    this.callOff();
    super.unsubscribe();
  }

  private callOff(): void {
    if (this.isWaiting) this.process.remove(this);
    this.isWaiting = false;
  }
}
