import type { TestScheduler } from 'rxjs/testing';
import { stepWithin } from './step.js';
import type { StepLimit } from './step-limit.js';

/** A renderer that waits for the answer of its sync request. */
interface Wait {
  /** `renderer 1` */
  readonly name: string;
  /** True if it can go on: with an answer, without a connection, or after its time limit. */
  readonly canGoOn: () => boolean;
  /** When it could go on at first, in ms of virtual time. */
  since?: number;
}

/**
 * Lets virtual time pass while a renderer waits for the answer of a sync request. Its call is on the stack meanwhile, and
 * all other processes run above it. So of two renderers that wait, the later one has to go on first. A test that needs
 * another order fails, because the earlier one would go on too late.
 */
export class BlockedRenderers {
  /** The number of sync requests so far. */
  requests = 0;
  private readonly scheduler: TestScheduler;
  private readonly limit: StepLimit;
  private readonly problems: unknown[];
  private readonly waits: Wait[] = [];

  /** @param problems the errors of the test that its own code may not catch */
  constructor(scheduler: TestScheduler, limit: StepLimit, problems: unknown[]) {
    this.scheduler = scheduler;
    this.limit = limit;
    this.problems = problems;
  }

  /** Returns when the renderer can go on, or when nothing is left to happen. */
  wait(name: string, canGoOn: () => boolean): void {
    const { scheduler, limit, waits } = this;
    const wait: Wait = { name, canGoOn };
    this.requests++;
    waits.push(wait);
    this.noteReady();
    while (!canGoOn()) {
      try {
        if (!stepWithin(scheduler, limit)) break;
      } catch (error) {
        // An uncaught error of any process. It must not reach the code that waits.
        this.problems.push(error);
      }
      this.noteReady();
    }
    waits.pop();
    const { since = scheduler.now() } = wait;
    if (since < scheduler.now()) this.problems.push(tooLate(wait.name, since, scheduler.now()));
  }

  private noteReady(): void {
    for (const wait of this.waits)
      if (wait.since === undefined && wait.canGoOn()) wait.since = this.scheduler.now();
  }
}

function tooLate(name: string, since: number, now: number): Error {
  return new Error(
    `runIpc: ${name} can go on at ${since} ms, but another renderer has sent a sync request meanwhile and waits until ${now} ms. Both wait on one stack, so the later one has to go on first. Draw them at other times, or in two tests.`,
  );
}
