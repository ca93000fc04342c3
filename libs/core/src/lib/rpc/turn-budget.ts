import type { SchedulerLike } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { Fifo } from '../runtime/fifo.js';

/** The most items that the streams of one end produce or send before other work gets its turn. */
const MAX_ITEMS = 8192;
/** The cost of the end of a call or stream, in items: teardowns of the app run, and a Subject searches its observer. */
export const END_COST = 8;
/** Below this, the next turn is scheduled already, so that a consumer with small demands never has to stop. */
const LOW_MARK = (MAX_ITEMS * 3) / 4;
/** The share of one waiting consumer in a turn, before other waiting consumers get theirs. */
const SHARE = 512;
const TURN_MS = 1;

/**
 * Bounds the work that consumers can cause at once. By one frame a consumer may ask for many items of many streams. The
 * sources would produce them all within the call, or in the microtasks after it.
 */
export class TurnBudget {
  private readonly scheduler: SchedulerLike;
  /** Waiting callbacks by consumer. The consumer that is served next comes first. */
  private readonly waiting = new Map<number, Fifo<() => void>>();
  /** The rest of the shares of this turn, for consumers that waited: an async source gives one item at a time. */
  private readonly granted = new Map<number, number>();
  private left = MAX_ITEMS;
  private isSharing = false;
  private isScheduled = false;

  constructor(scheduler: SchedulerLike) {
    this.scheduler = scheduler;
  }

  /**
   * Takes `items` from the budget of this turn.
   *
   * @param consumer the id of the consumer that gets them
   * @param resume called in a later turn, if the budget of this turn is used up
   */
  take(consumer: number, resume: () => void, items = 1): boolean {
    if (this.granted.size > 0 && this.takeGranted(consumer, items)) return true;
    if (this.isSharing || this.left <= 0) {
      this.queueOf(consumer).push(resume);
      return false;
    }
    this.left -= items;
    if (this.left < LOW_MARK) this.schedule();
    return true;
  }

  private takeGranted(consumer: number, items: number): boolean {
    const granted = this.granted.get(consumer) ?? 0;
    if (granted > 0) this.granted.set(consumer, granted - items);
    return granted > 0;
  }

  private queueOf(consumer: number): Fifo<() => void> {
    const present = this.waiting.get(consumer);
    const queue = present ?? new Fifo<() => void>();
    if (present === undefined) this.waiting.set(consumer, queue);
    return queue;
  }

  /** Not scheduled in the background: a process with waiting streams must not exit. */
  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.scheduler.schedule(() => this.renew(), TURN_MS);
  }

  /** Gives each waiting consumer a share, so that one with many streams does not delay one with few. */
  private renew(): void {
    this.isScheduled = false;
    this.left = MAX_ITEMS;
    this.granted.clear();
    this.isSharing = true;
    for (const [consumer, queue] of this.waiting) {
      if (this.left <= 0) break;
      this.grant(consumer);
      while (queue.length > 0 && this.granted.get(consumer)! > 0) attempt(queue.shift()!);
      this.waiting.delete(consumer);
      // Moves the consumer to the end. The loop reaches it again in this turn if budget is left.
      if (queue.length > 0) this.waiting.set(consumer, queue);
    }
    this.isSharing = false;
    if (this.left < LOW_MARK) this.schedule();
  }

  private grant(consumer: number): void {
    const share = Math.min(SHARE, this.left);
    this.left -= share;
    this.granted.set(consumer, share);
  }
}
