import { turnScheduler, type IpcRenderer, type Main } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import {
  animationFrameScheduler,
  asapScheduler,
  asyncScheduler,
  config,
  ReplaySubject,
  type SchedulerLike,
  type TimestampProvider,
} from 'rxjs';
import { isThenable } from '../is-thenable.js';
import { appLineOf, NondeterminismError, placeOf } from './nondeterminism.js';
import { onPromiseInit } from './promise-hooks.js';
import type { VirtualProcess } from './virtual-process.js';

/** The run that goes on, as the sandbox sees it. */
export interface SandboxedRun {
  readonly current: VirtualProcess;
  uncaught(error: unknown): void;
}

type Continuations = Parameters<Promise<unknown>['then']>;
type Task = (...args: unknown[]) => void;

/** The globals that a run must not use. Neutral code compiles without their typings. */
const realm = globalThis as unknown as Record<string, unknown> & {
  readonly Promise: PromiseConstructor;
  readonly process?: object;
  readonly MessagePort?: { readonly prototype: object };
};
/** V8 has this number: the most lines of a stack. */
const errors = Error as { stackTraceLimit?: number | undefined };
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'];
const SCHEDULERS: readonly SchedulerLike[] = [
  asyncScheduler,
  asapScheduler,
  animationFrameScheduler,
  turnScheduler,
];

const ADVICE: Readonly<Record<string, string>> = {
  promise:
    'Its continuation would run after the run. Subscribe to an Observable instead, or answer at once without a promise.',
};
const NATIVE_ADVICE = "Use RxJS's timer() or the steps of the scenario: they run in virtual time.";

/**
 * Holds all that a run may do within its virtual time. RxJS's own schedulers are those of the running process, so that
 * `timer` and `delay` work as usual. Promises and native timers are problems, with the line that has used them.
 */
export class Sandbox {
  /** The first use of something that a run cannot control. */
  problem: Error | undefined;
  private readonly stackTraceLimit = errors.stackTraceLimit;
  private run: SandboxedRun | undefined;
  private readonly then = thenOf(realm.Promise.prototype);
  /** The prototype of all renderers, once its `invoke` is replaced. */
  private handles: IpcRenderer | undefined;
  /** Core uses promises, and no code of the run waits for them. */
  private isOwn = false;
  /** The lines that have made promises. A promise is missing if errors had no stacks then. */
  private readonly places = new WeakMap<object, string>();
  private restores: (() => void)[] = [];

  /** Runs a task with all globals replaced. */
  within<T>(task: () => T): T {
    this.install();
    try {
      return task();
    } finally {
      for (const restore of this.restores.reverse()) restore();
      this.restores = [];
      this.run = this.handles = undefined;
    }
  }

  /** From now on, this run goes on. */
  enter(run: SandboxedRun): void {
    this.run = run;
  }

  /** A rejection of this promise is no error of the process. */
  handled<T>(promise: Promise<T>): Promise<T> {
    this.asOwn(() => this.then.call(promise, undefined, noop));
    return promise;
  }

  /** `main.close` waits for transports that tell when they have sent all. Those of a run do not. */
  handleClose(main: Main): void {
    const close = main.close.bind(main);
    Object.assign(main, { close: () => this.asOwn(close) });
  }

  /**
   * Runs a task in which errors have stacks. All others have none, because V8 keeps a whole run for the stack of an error.
   * A run that fails is repeated, so its errors can have stacks then.
   */
  withStacks<T>(task: () => T): T {
    const { stackTraceLimit } = errors;
    errors.stackTraceLimit = this.stackTraceLimit;
    try {
      return task();
    } finally {
      errors.stackTraceLimit = stackTraceLimit;
    }
  }

  /** A cut rejects open calls. Node would report each of these rejections as an error. */
  handleInvoke(ipcRenderer: IpcRenderer): void {
    const prototype = Object.getPrototypeOf(ipcRenderer) as IpcRenderer;
    if (this.handles === prototype) return;
    this.handles = prototype;
    const invoke = Reflect.get(prototype, 'invoke') as (...args: unknown[]) => Promise<unknown>;
    const handled = (promise: Promise<unknown>) => this.handled(promise);
    this.replace(prototype, 'invoke', function (this: IpcRenderer, ...args: unknown[]) {
      return handled(invoke.apply(this, args));
    });
  }

  /** A promise is a problem: TypeError `ERR_CULVERT_INVALID_ARGUMENT`. */
  refuse(result: unknown, who: string): void {
    if (!isThenable(result)) return;
    if (result instanceof Promise) void this.handled(result);
    this.problem ??= invalidArgument(
      `explore: ${who} has returned a promise. Its code after an await would run after the run. ${ADVICE['promise']}`,
    );
  }

  /**
   * Code of a run acts after the run: it has waited for a promise or a native timer.
   *
   * @throws NondeterminismError unless this exploration has reported such a problem already
   */
  tooLate(process: string, what: string): void {
    if (this.problem !== undefined) return;
    const text = `${process} ${what} after its run, behind an await or a native timer. ${ADVICE['promise']}`;
    this.problem = this.withStacks(() => new NondeterminismError(text, [placeOf(new Error())]));
    throw this.problem;
  }

  private install(): void {
    this.replace(errors, 'stackTraceLimit', 0);
    const { onUnhandledError } = config;
    this.restores.push(() => (config.onUnhandledError = onUnhandledError));
    for (const scheduler of SCHEDULERS) {
      this.replace(scheduler, 'schedule', (work: Task, delay: number, state: unknown) =>
        this.run!.current.schedule(work, delay, state),
      );
      this.replace(scheduler, 'now', () => this.run!.current.now());
    }
    for (const name of TIMERS) {
      if (!(name in realm)) continue;
      this.replace(realm, name, (task: Task, delay?: number) => {
        if (name === 'setTimeout' && delay === undefined && this.reportsError(task)) return undefined;
        this.used(name, NATIVE_ADVICE);
        return undefined;
      });
    }
    this.replace(clockOfRxjs(), 'now', () => this.run!.current.now());
    for (const [owner, name] of [
      [realm.process, 'nextTick'],
      [realm.MessagePort?.prototype, 'postMessage'],
    ] as const)
      if (owner !== undefined && name in owner)
        this.replace(owner, name, () => this.used(name, NATIVE_ADVICE));
    this.watchPromises();
  }

  private watchPromises(): void {
    const { then } = this;
    const used = (promise: object) => this.used('a promise', ADVICE['promise']!, this.places.get(promise));
    this.replace(realm.Promise.prototype, 'then', function (this: Promise<unknown>, ...args: Continuations) {
      used(this);
      return then.apply(this, args);
    });
    this.restores.push(
      onPromiseInit((promise, parent) => {
        if (this.isOwn) return;
        if (parent !== undefined) used(parent);
        else if (errors.stackTraceLimit !== 0) this.places.set(promise, placeOf(new Error()));
      }),
    );
  }

  private asOwn<T>(task: () => T): T {
    const { isOwn } = this;
    this.isOwn = true;
    try {
      return task();
    } finally {
      this.isOwn = isOwn;
    }
  }

  private replace(owner: object, name: string, value: unknown): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: false });
    this.restores.push(() => {
      if (descriptor === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, descriptor);
    });
  }

  /** @param origin the line to name if no code of the app is on the stack */
  private used(what: string, advice: string, origin?: string): void {
    if (this.isOwn) return;
    this.problem ??= this.withStacks(() => {
      const error = new Error();
      const place = appLineOf(error) ?? origin ?? placeOf(error);
      return new NondeterminismError(`The scenario has used ${what}. ${advice}`, [place]);
    });
  }

  /** RxJS reports an uncaught error from a timer without a delay. Here it comes at once. */
  private reportsError(task: Task): boolean {
    let isReport = false;
    config.onUnhandledError = (error: unknown) => {
      isReport = true;
      this.run?.uncaught(error);
    };
    try {
      task();
    } catch {
      // A task of the app, which is refused.
    }
    return isReport;
  }
}

/** The clock of `timestamp`, and of subjects that replay a window of time. RxJS does not export it. */
function clockOfRxjs(): TimestampProvider {
  return Reflect.get(new ReplaySubject(), '_timestampProvider') as TimestampProvider;
}

/** The method by itself: it is called with each promise. */
function thenOf(prototype: Promise<unknown>): (this: Promise<unknown>, ...args: Continuations) => unknown {
  return Reflect.get(prototype, 'then') as (this: Promise<unknown>, ...args: Continuations) => unknown;
}

function noop(): void {
  // The run has ended, and its open calls with it.
}
