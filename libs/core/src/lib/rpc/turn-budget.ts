import type { SchedulerLike } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { Fifo } from '../runtime/fifo.js';

/** Items that the streams of one end ask their sources for, or let go, before others in this process have their turn. */
const MAX_ITEMS = 8192;
/** What the end of a call or stream counts for: teardowns of the app run, and a Subject looks for its observer. */
export const END_COST = 8;
/** With so many left, the next turn is waited for already: who asks for little at a time never has to stop. */
const LOW_MARK = (MAX_ITEMS * 3) / 4;
/** What one consumer that has waited has of a turn, before others who wait have theirs. */
const SHARE = 512;
const TURN_MS = 1;

/**
 * What consumers can have this process do at once. Each may ask for many items of many streams by one frame, and a source
 * that is asked gives them all within the call, or in the microtasks behind it.
 */
export class TurnBudget {
  private readonly scheduler: SchedulerLike;
  /** By consumer, the one whose turn is next first. */
  private readonly waiting = new Map<number, Fifo<() => void>>();
  /** What consumers that have waited may still have of this turn: an async source gives one item at a time. */
  private readonly granted = new Map<number, number>();
  private left = MAX_ITEMS;
  private isSharing = false;
  private isScheduled = false;

  constructor(scheduler: SchedulerLike) {
    this.scheduler = scheduler;
  }

  /**
   * Takes one item, or so many, from what this turn may have.
   *
   * @param consumer who is to have it
   * @param resume called in a later turn where it may not
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

  /** Not in the background: a process whose streams wait has something to do. */
  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.scheduler.schedule(() => this.renew(), TURN_MS);
  }

  /** Who has many streams waits behind those who have few. */
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
      // To the end, which is reached again in this turn where it is not used up.
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
