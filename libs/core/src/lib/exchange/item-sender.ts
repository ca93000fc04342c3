import { CulvertError, EMPTY_BODY, bodyBytes, joinBodies, type Body, type Demand } from '@culvert/protocol';
import { Subscription, type Observable } from 'rxjs';
import { BATCH_LENGTH } from '../outbox.js';
import type { ExchangeWire, Post } from './exchange-wire.js';
import { Fifo } from './fifo.js';

/** A message of items is sent when it has grown to this or to a batch's length, whatever else the turn brings. */
const BATCH_BYTES = 256 * 1024;

/**
 * How many turns without a further item end the batch of a source that is pulled: an async generator takes a few
 * microtasks from one item to the next, and each would be a message of its own.
 */
const QUIET_TURNS = 4;

/** An item that waits for demand. */
interface Waiting {
  /** Encoded when it came, but for the one item that `latest` keeps. */
  readonly body?: Body;
  readonly value?: unknown;
  /** Gives the item back to where it came from. */
  readonly release: (() => void) | undefined;
}

export interface ItemSenderSettings {
  readonly wire: Pick<ExchangeWire, 'limits' | 'scheduler' | 'encode'>;
  readonly channel: string;
  readonly demand: Demand;
  readonly post: Post;
  encodeError(error: unknown): Body;
  /** It has ended by itself, and has said so to the consumer. */
  onEnd(): void;
}

/** What a source that can be paused asks and is told. */
export interface Gate {
  /** Whether there is demand for one more item. */
  readonly isOpen: boolean;
  /** Called when there is demand again. */
  onOpen: (() => void) | undefined;
  /** Set with an item: called when that is sent. */
  release: (() => void) | undefined;
}

/**
 * The producing half of a stream: sends what its source emits as far as there is demand, in items and bytes, and does
 * with the rest what the overflow policy says. The items of one turn leave as one message.
 *
 * Demand is a credit that the consumer adds to, as `request(n)` of Reactive Streams is
 * (https://github.com/reactive-streams/reactive-streams-jvm, §3) and `REQUEST_N` of RSocket.
 */
export class ItemSender implements Gate {
  onOpen: (() => void) | undefined;
  release: (() => void) | undefined;
  private readonly settings: ItemSenderSettings;
  private readonly source = new Subscription();
  private readonly queue = new Fifo<Waiting>();
  private items: number;
  private bytes: number;
  private queuedBytes = 0;
  private batch: Body[] = [];
  private batchBytes = 0;
  private turn: Subscription | undefined;
  private outcome: { readonly error?: unknown; readonly ok: boolean } | undefined;
  private over = false;

  constructor(settings: ItemSenderSettings) {
    this.settings = settings;
    const { streamItems, streamBytes } = settings.wire.limits;
    this.items = Math.min(settings.demand.items, streamItems);
    this.bytes = Math.min(settings.demand.bytes, streamBytes);
  }

  get isOpen(): boolean {
    return this.hasDemand && this.queue.length === 0 && this.outcome === undefined && !this.over;
  }

  run(source$: Observable<unknown>): void {
    this.source.add(
      source$.subscribe({
        next: (value) => this.offer(value),
        error: (error: unknown) => this.finish({ ok: false, error }),
        complete: () => this.finish({ ok: true }),
      }),
    );
  }

  /** The consumer has consumed so much. */
  demand(items: number, bytes: number): void {
    const { streamItems, streamBytes } = this.settings.wire.limits;
    this.items = Math.min(this.items + items, streamItems);
    this.bytes = Math.min(this.bytes + bytes, streamBytes);
    while (this.hasDemand && !this.over) {
      const waiting = this.queue.shift();
      if (waiting === undefined) break;
      this.sendWaiting(waiting);
    }
    if (this.over) return;
    if (this.outcome !== undefined) this.endWhenSent();
    else if (this.isOpen) this.onOpen?.();
  }

  /** Nobody wants more: what waits is given up, and nothing is said. */
  stop(): void {
    if (this.over) return;
    this.over = true;
    this.queue.clear();
    this.batch = [];
    this.turn?.unsubscribe();
    this.source.unsubscribe();
  }

  private get hasDemand(): boolean {
    return this.items > 0 && this.bytes > 0;
  }

  private offer(value: unknown): void {
    const { release } = this;
    this.release = undefined;
    if (this.over || this.outcome !== undefined) return;
    const { overflow } = this.settings.demand;
    if (this.isOpen) {
      const body = this.encode(value);
      if (body === undefined) return;
      this.send(body);
      release?.();
    } else if (overflow === 'buffer' || release !== undefined) this.keep(value, release);
    else if (overflow === 'latest') {
      this.queue.clear();
      this.queue.push({ value, release });
    } else if (overflow === 'error')
      this.fail(`${this.items} items or ${this.bytes} bytes of demand are left.`);
  }

  /** What comes from a source that waits is bounded by that; everything else here. */
  private keep(value: unknown, release: (() => void) | undefined): void {
    const { demand, wire } = this.settings;
    const bufferSize = Math.min(demand.bufferSize, wire.limits.bufferedItems);
    if (release === undefined && this.queue.length >= bufferSize) {
      this.fail(`${bufferSize} items wait already.`);
      return;
    }
    const body = this.encode(value);
    if (body === undefined) return;
    this.queuedBytes += bodyBytes(body);
    if (release === undefined && this.queuedBytes > wire.limits.queuedBytes) {
      this.fail(`the items that wait have more than ${wire.limits.queuedBytes} bytes.`);
      return;
    }
    this.queue.push({ body, release });
  }

  private sendWaiting({ body, value, release }: Waiting): void {
    if (body !== undefined) this.queuedBytes -= bodyBytes(body);
    const encoded = body ?? this.encode(value);
    if (encoded === undefined) return;
    this.send(encoded);
    release?.();
  }

  /** What cannot be sent ends the stream, behind what came before it. */
  private encode(value: unknown): Body | undefined {
    try {
      return this.settings.wire.encode(this.settings.channel, [value]);
    } catch (error) {
      this.finish({ ok: false, error });
      return undefined;
    }
  }

  private send(body: Body): void {
    const bytes = bodyBytes(body);
    const { limits } = this.settings.wire;
    if (this.batchBytes + bytes > limits.messageBytes) this.flush();
    this.items--;
    this.bytes -= bytes;
    this.batch.push(body);
    this.batchBytes += bytes;
    if (this.batchBytes >= BATCH_BYTES || this.batch.length >= BATCH_LENGTH) this.flush();
    else if (this.turn === undefined) this.awaitQuiet(this.onOpen === undefined ? 0 : QUIET_TURNS);
  }

  /** Sends when that many turns have brought nothing more; with 0, at the end of this one. */
  private awaitQuiet(turns: number, left = turns): void {
    const seen = this.batch.length;
    this.turn = this.settings.wire.scheduler.schedule(() => {
      if (this.batch.length > seen) this.awaitQuiet(turns);
      else if (left > 0) this.awaitQuiet(turns, left - 1);
      else this.flush();
    });
  }

  private flush(): void {
    this.turn?.unsubscribe();
    this.turn = undefined;
    if (this.batch.length === 0) return;
    const { sizes, body } = joinBodies(this.batch);
    this.batch = [];
    this.batchBytes = 0;
    this.settings.post({ kind: 'items', sizes }, body);
  }

  /** At once: what waits would be late news. */
  private fail(reason: string): void {
    this.queue.clear();
    const { channel } = this.settings;
    const words = `'${channel}': the consumer is too slow for a source that cannot be paused: ${reason}`;
    this.finish({ ok: false, error: new CulvertError('ERR_CULVERT_OVERFLOW', words) });
  }

  private finish(outcome: { readonly error?: unknown; readonly ok: boolean }): void {
    if (this.outcome !== undefined || this.over) return;
    this.outcome = outcome;
    this.source.unsubscribe();
    this.endWhenSent();
  }

  private endWhenSent(): void {
    const { outcome, settings } = this;
    if (this.over || outcome === undefined || this.queue.length > 0) return;
    this.flush();
    this.over = true;
    const body = outcome.ok ? EMPTY_BODY : settings.encodeError(outcome.error);
    settings.post({ kind: 'reply', ok: outcome.ok }, body);
    settings.onEnd();
  }
}
