import type { SchedulerLike } from 'rxjs';
import { attempt } from '../attempt.js';
import { scheduleInBackground } from '../schedule-after.js';
import { Fifo } from './fifo.js';

/** Items that the streams of one end ask their sources for, or let go, before others in this process have their turn. */
const MAX_ITEMS = 8192;
/** With so many left, the next turn is waited for already: who asks for little at a time never has to stop. */
const LOW_MARK = (MAX_ITEMS * 3) / 4;
const TURN_MS = 1;

/**
 * What consumers can have this process do at once. Each may ask for many items of many streams by one frame, and a source
 * that is asked gives them all within the call, or in the microtasks behind it.
 */
export class PullBudget {
  private readonly scheduler: SchedulerLike;
  private readonly waiting = new Fifo<() => void>();
  private left = MAX_ITEMS;
  private isScheduled = false;

  constructor(scheduler: SchedulerLike) {
    this.scheduler = scheduler;
  }

  /**
   * Takes one item from what this turn may have.
   *
   * @param resume called in a later turn where it may not
   */
  take(resume: () => void): boolean {
    if (this.left <= 0) {
      this.waiting.push(resume);
      return false;
    }
    if (--this.left < LOW_MARK) this.schedule();
    return true;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    scheduleInBackground(this.scheduler, TURN_MS, () => this.renew());
  }

  /** Who does not come to an end now waits behind the others. */
  private renew(): void {
    this.isScheduled = false;
    this.left = MAX_ITEMS;
    for (let count = this.waiting.length; count > 0 && this.left > 0; count--) {
      const resume = this.waiting.shift()!;
      attempt(resume);
    }
  }
}
