import {
  MAX_FRAME_BLOBS,
  bodyBytes,
  joinBodies,
  type Body,
  type Items,
  type Limits,
} from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import { BATCH_BYTES, BATCH_LENGTH } from '../wire/outbox.js';

/**
 * So many turns without a further item end the batch of a source that is pulled. An async generator takes a few
 * microtasks from one item to the next. Without this, each item would be a message of its own.
 */
export const QUIET_TURNS = 4;

export interface ItemBatchSettings {
  readonly scheduler: SchedulerLike;
  /** The batch reads the most bytes of one message for each item, because main's limit arrives after the start. */
  readonly limits: Pick<Limits, 'messageBytes'>;
  /** Turns without a further item that end the batch. With 0, the end of this turn does. */
  quietTurns(): number;
  /** True if no later turn comes, so that each item is sent at once. */
  isExiting(): boolean;
  send(sizes: Items['sizes'], body: Body): void;
}

/** Joins the items of a turn into one message. The limits of the outbox say how many are worth a message of their own. */
export class ItemBatch {
  private readonly settings: ItemBatchSettings;
  private items: Body[] = [];
  private bytes = 0;
  private blobs = 0;
  private turn: Subscription | undefined;
  private isScheduled = false;

  constructor(settings: ItemBatchSettings) {
    this.settings = settings;
  }

  add(item: Body, bytes = bodyBytes(item)): void {
    const { settings } = this;
    const blobs = item.blobs.length;
    // One message must fit into one frame.
    if (this.bytes + bytes > settings.limits.messageBytes || this.blobs + blobs > MAX_FRAME_BLOBS)
      this.flush();
    this.items.push(item);
    this.bytes += bytes;
    this.blobs += blobs;
    const isFull = this.bytes > BATCH_BYTES || this.items.length >= BATCH_LENGTH;
    if (isFull || settings.isExiting()) this.flush();
    else if (!this.isScheduled) this.awaitQuiet(settings.quietTurns());
  }

  /** Sends the batch now. */
  flush(): void {
    const { items } = this;
    this.clear();
    if (items.length === 0) return;
    const { sizes, body } = joinBodies(items);
    this.settings.send(sizes, body);
  }

  /** Drops the batch. */
  clear(): void {
    this.turn?.unsubscribe();
    this.turn = undefined;
    this.isScheduled = false;
    this.items = [];
    this.bytes = this.blobs = 0;
  }

  private awaitQuiet(turns: number, left = turns): void {
    const seen = this.items.length;
    this.isScheduled = true;
    const turn = this.settings.scheduler.schedule(() => {
      if (this.items.length > seen) this.awaitQuiet(turns);
      else if (left > 0) this.awaitQuiet(turns, left - 1);
      else this.flush();
    });
    // A scheduler may run the work before it returns, as `queueScheduler` does.
    if (this.isScheduled) this.turn = turn;
    else turn.unsubscribe();
  }
}
