import { Subscription, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS } from '../runtime/turn-scheduler.js';

/** The first look whether a slow renderer has caught up, in ms. Each later one takes twice as long to come. */
const FIRST_LOOK_MS = 50;

export interface BacklogSettings {
  /** In bytes. */
  readonly limit: number;
  readonly scheduler: SchedulerLike;
  /** What waits now, in bytes. */
  waiting(): number;
  onSlow(waiting: number): void;
  onDrained(waiting: number): void;
}

/**
 * Holds to a limit what waits for one renderer. One that is over it is slow until no more than half of it waits, so that
 * it does not get every other message of a flood.
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
   * Whether a message of this size may wait too. One always may where nothing does, for a renderer that takes everything
   * is not slow.
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

  /** Looks from now on whether it has caught up. */
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
