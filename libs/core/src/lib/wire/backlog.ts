import { Subscription, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS } from '../runtime/turn-scheduler.js';

/** The delay of the first check of a slow renderer, in ms. Each later check waits twice as long. */
const FIRST_LOOK_MS = 50;

export interface BacklogSettings {
  /** The limit in bytes. */
  readonly limit: number;
  readonly scheduler: SchedulerLike;
  /** Returns the bytes that wait now. */
  waiting(): number;
  onSlow(waiting: number): void;
  onDrained(waiting: number): void;
}

/**
 * Bounds the bytes that wait for one renderer. A renderer over the limit counts as slow until at most half of the limit
 * waits. Otherwise it would get every other message of a flood.
 */
export class Backlog {
  private readonly settings: BacklogSettings;
  private readonly looks = new Subscription();
  private slow = false;

  constructor(settings: BacklogSettings) {
    this.settings = settings;
  }

  get isSlow(): boolean {
    return this.slow;
  }

  /**
   * Tells if a message of this size may wait as well. If no message waits, it always may, because a renderer that takes
   * all messages is not slow.
   */
  hasRoom(bytes: number, waiting: number, isFirst = waiting === 0): boolean {
    const { limit } = this.settings;
    if (this.slow && waiting > limit / 2) return false;
    if (this.slow) this.drained(waiting);
    if (waiting + bytes <= limit || isFirst) return true;
    this.slow = true;
    this.settings.onSlow(waiting);
    return false;
  }

  /** Starts to check if the renderer has caught up. */
  watch(wait = FIRST_LOOK_MS): void {
    if (!this.slow || this.looks.closed || wait > MAX_DELAY_MS) return;
    this.looks.add(this.settings.scheduler.schedule(() => this.look(wait), wait));
  }

  close(): void {
    this.looks.unsubscribe();
  }

  private look(wait: number): void {
    const waiting = this.settings.waiting();
    if (!this.slow || this.looks.closed) return;
    if (waiting > this.settings.limit / 2) this.watch(wait * 2);
    else this.drained(waiting);
  }

  private drained(waiting: number): void {
    this.slow = false;
    this.settings.onDrained(waiting);
  }
}
