import {
  CulvertError,
  EMPTY_BODY,
  bodyBytes,
  type Body,
  type StreamTerms,
  type Items,
  type Overflow,
} from '@culvert/protocol';
import { Subscriber, type Observable } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import type { Claim, Claimable } from './credit.js';
import { oneValue, type RpcWire, type SendCallMessage } from './rpc-wire.js';
import type { ConsumerShare } from './rpc-table.js';
import { Fifo } from '../runtime/fifo.js';
import type { DemandGate } from './demand-gate.js';
import { ItemBatch, QUIET_TURNS } from './item-batch.js';

/** A waiting item counts as at least so many bytes, because an empty one takes memory as well. */
const WAITING_BYTES = 64;

/** An item that waits for demand. It was encoded on arrival, so that later changes of the value have no effect. */
interface Waiting {
  readonly body: Body;
  readonly bytes: number;
  /** Holds the item at its source, if the source can be paused. */
  claim: Claim | undefined;
}

export interface StreamSenderSettings {
  readonly wire: Pick<RpcWire, 'limits' | 'scheduler' | 'encode'>;
  readonly channel: string;
  readonly demand: StreamTerms;
  readonly post: SendCallMessage;
  encodeError(error: unknown): Body;
  readonly consumer: ConsumerShare;
  /** Called when the stream fails although its source has not, so that the source can be stopped. */
  onCut(error: unknown): void;
  /** Called when the stream has ended by itself and the consumer has been told. */
  onEnd(): void;
}

interface Outcome {
  readonly ok: boolean;
  readonly error?: unknown;
}

/**
 * The producing half of a stream. It sends the items of its source as far as there is demand, in items and bytes. The
 * overflow policy decides about the rest. The items of one turn are sent as one message.
 *
 * Demand is a credit that the consumer adds to, like `request(n)` of Reactive Streams
 * (https://github.com/reactive-streams/reactive-streams-jvm, §3) and `REQUEST_N` of RSocket. If the limits of this side
 * grant less, the first items tell the consumer.
 */
export class StreamSender implements DemandGate {
  onOpen: (() => void) | undefined;
  delivering: Claimable | undefined;
  readonly overflow: Overflow;
  readonly bufferSize: number;
  private readonly settings: StreamSenderSettings;
  private readonly intake: Intake;
  private readonly queue = new Fifo<Waiting>();
  private items: number;
  private bytes: number;
  /** The granted demand, if it is less than the consumer's. It is sent once. */
  private window: Items['window'];
  private queuedBytes = 0;
  private readonly batch: ItemBatch;
  private outcome: Outcome | undefined;
  private over = false;
  private awaitsTurn = false;

  constructor(settings: StreamSenderSettings) {
    this.settings = settings;
    const { streamItems, streamBytes, bufferedItems } = settings.wire.limits;
    const { items, bytes, overflow, bufferSize } = settings.demand;
    this.overflow = overflow;
    this.bufferSize = Math.min(bufferSize, bufferedItems);
    this.items = Math.min(items, streamItems);
    this.bytes = Math.min(bytes, streamBytes);
    if (this.items < items || this.bytes < bytes) this.window = [this.items, this.bytes];
    this.intake = new Intake(this);
    this.batch = new ItemBatch({
      scheduler: settings.wire.scheduler,
      limits: settings.wire.limits,
      quietTurns: () => (this.onOpen === undefined ? 0 : QUIET_TURNS),
      isExiting: () => settings.consumer.isExiting(),
      send: (sizes, joined) => this.post(sizes, joined),
    });
  }

  get isOpen(): boolean {
    return this.hasDemand && this.queue.length === 0 && this.takesItems;
  }

  private get takesItems(): boolean {
    return this.outcome === undefined && !this.over;
  }

  get room(): number {
    return this.bytes > 0 ? Math.max(0, this.items - this.queue.length) : 0;
  }

  run(source$: Observable<unknown>): void {
    this.intake.run(source$);
  }

  /** Adds the demand of the consumer, which has consumed so much. */
  demand(items: number, bytes: number): void {
    const { streamItems, streamBytes } = this.settings.wire.limits;
    this.items = Math.min(this.items + items, streamItems);
    this.bytes = Math.min(this.bytes + bytes, streamBytes);
    this.proceed();
  }

  mayPull(): boolean {
    return this.isOpen && this.hasTurn();
  }

  /** Sends waiting items as far as there is demand, and then asks the source for more. */
  private proceed(): void {
    while (this.hasSendable) {
      if (!this.hasTurn()) return;
      this.sendNext();
    }
    if (this.over) return;
    if (this.outcome !== undefined) this.endWhenSent();
    else if (this.isOpen) this.onOpen?.();
  }

  /** Sends all items that there is demand for at once, because this process exits or the connection closes. */
  sendAll(): void {
    while (this.hasSendable) this.sendNext();
    this.batch.flush();
    this.endWhenSent();
  }

  private get hasSendable(): boolean {
    return this.hasDemand && !this.over && this.queue.length > 0;
  }

  private sendNext(): void {
    const waiting = this.queue.shift()!;
    this.wait(-waiting.bytes);
    this.send(waiting.body);
    waiting.claim?.release();
  }

  private hasTurn(): boolean {
    if (this.awaitsTurn) return false;
    this.awaitsTurn = !this.settings.consumer.takeTurn(this.turnHasCome);
    return !this.awaitsTurn;
  }

  private readonly turnHasCome = (): void => {
    this.awaitsTurn = false;
    this.proceed();
  };

  /** Stops because the consumer has left. Waiting items are dropped, and nothing is sent. Never throws. */
  stop(): void {
    if (this.over) return;
    this.over = true;
    this.batch.clear();
    this.leaveSource();
    this.letGo();
    this.clearQueue();
  }

  letGo(): void {
    for (const waiting of this.queue) {
      waiting.claim?.release();
      waiting.claim = undefined;
    }
  }

  offer(value: unknown): void {
    if (!this.takesItems) return;
    if (this.isOpen) {
      const body = this.encode(value);
      if (body !== undefined) this.send(body);
    } else if (this.overflow === 'buffer') this.keep(value, this.delivering?.claim());
    else if (this.overflow === 'latest') this.keepLatest(value);
    else if (this.overflow === 'error')
      this.overflowed(`${this.items} items or ${this.bytes} bytes of demand are left.`);
  }

  /** Ends the stream at once with an error that is not its source's. Waiting items are dropped. */
  fail(error: unknown): void {
    const waiting = [...this.queue];
    this.clearQueue();
    if (this.outcome === undefined) this.cut(error);
    else this.endWhenSent();
    for (const { claim } of waiting) claim?.release();
  }

  /** Ends the stream with such an error, after the waiting items. */
  cut(error: unknown): void {
    if (this.outcome !== undefined || this.over) return;
    this.finish({ ok: false, error });
    this.settings.onCut(error);
  }

  overflowed(reason: string): void {
    const { channel } = this.settings;
    const words = `'${channel}': the consumer is too slow for a source that cannot be paused: ${reason}`;
    this.fail(new CulvertError('ERR_CULVERT_OVERFLOW', words));
  }

  finish(outcome: Outcome): void {
    if (this.outcome !== undefined || this.over) return;
    this.outcome = outcome;
    this.leaveSource();
    this.endWhenSent();
  }

  private get hasDemand(): boolean {
    return this.items > 0 && this.bytes > 0;
  }

  private leaveSource(): void {
    attempt(() => this.intake.unsubscribe());
  }

  /** Items that hold their source are bounded by its high-water mark. Items of other sources are bounded here. */
  private keep(value: unknown, claim: Claim | undefined): void {
    if (claim === undefined && this.queue.length >= this.bufferSize) {
      this.overflowed(`${this.bufferSize} items wait already.`);
      return;
    }
    const body = this.encode(value);
    if (body === undefined) claim?.release();
    else this.enqueue(body, claim);
  }

  private keepLatest(value: unknown): void {
    const body = this.encode(value);
    if (body === undefined) return;
    this.clearQueue();
    this.enqueue(body, undefined);
  }

  /** All streams of one consumer share a limit. Many streams without demand thus cost as little memory as one. */
  private enqueue(body: Body, claim: Claim | undefined): void {
    const { queuedBytes } = this.settings.wire.limits;
    const bytes = Math.max(WAITING_BYTES, bodyBytes(body));
    this.queue.push({ body, bytes, claim });
    const waiting = this.wait(bytes);
    // The latest item of one stream is kept even above the limit, if no other item waits.
    const isOnly = this.overflow === 'latest' && waiting === bytes;
    if (waiting > queuedBytes && claim === undefined && !isOnly)
      this.overflowed(`the items that wait for it have more than ${queuedBytes} bytes.`);
  }

  private wait(bytes: number): number {
    this.queuedBytes += bytes;
    return this.settings.consumer.wait(bytes);
  }

  private clearQueue(): void {
    this.queue.clear();
    this.wait(-this.queuedBytes);
  }

  /** A value that cannot be encoded ends the stream, after the items before it. */
  private encode(value: unknown): Body | undefined {
    try {
      const body = this.settings.wire.encode(this.settings.channel, oneValue(value));
      // A getter of the value may have ended the stream. Then the item is neither kept nor sent.
      return this.takesItems ? body : undefined;
    } catch (error) {
      this.cut(error);
      return undefined;
    }
  }

  private send(body: Body): void {
    const bytes = bodyBytes(body);
    this.items--;
    this.bytes -= bytes;
    this.batch.add(body, bytes);
  }

  private post(sizes: Items['sizes'], body: Body): void {
    const { window } = this;
    this.window = undefined;
    const items = { kind: 'items', sizes } as const;
    this.settings.post(window === undefined ? items : { ...items, window }, body);
  }

  private endWhenSent(): void {
    const { outcome, settings } = this;
    if (this.over || outcome === undefined || this.queue.length > 0) return;
    this.batch.flush();
    this.over = true;
    const body = outcome.ok ? EMPTY_BODY : settings.encodeError(outcome.error);
    settings.post({ kind: 'reply', ok: outcome.ok }, body);
    settings.onEnd();
  }
}

/**
 * A source may emit so many items within the call that subscribes to it that the stream cannot take. During that call
 * this process does nothing else, so no consumer can end the stream. A source without an end would stop the process.
 */
const MAX_UNTAKEN = 2 ** 22;

/** Subscribes to a source. It exists before the source runs, so that the end of the stream closes it. */
class Intake extends Subscriber<unknown> {
  private readonly sender: StreamSender;
  private subscribing = false;
  private untaken = 0;

  constructor(sender: StreamSender) {
    super();
    this.sender = sender;
  }

  run(source$: Observable<unknown>): void {
    this.subscribing = true;
    try {
      source$.subscribe(this);
    } finally {
      this.subscribing = false;
    }
  }

  override next(value: unknown): void {
    if (this.subscribing && (this.closed || !this.sender.isOpen)) this.countUntaken();
    super.next(value);
  }

  protected override _next(value: unknown): void {
    try {
      this.sender.offer(value);
    } catch (error) {
      this.sender.cut(error);
    }
  }

  protected override _error(error: unknown): void {
    this.sender.finish({ ok: false, error });
  }

  protected override _complete(): void {
    this.sender.finish({ ok: true });
  }

  /** @throws CulvertError into a source that keeps emitting without a listener: nothing else stops it */
  private countUntaken(): void {
    if (++this.untaken <= MAX_UNTAKEN) return;
    const reason = `it has emitted ${MAX_UNTAKEN} items at once that the consumer could not take.`;
    this.sender.overflowed(reason);
    throw new CulvertError('ERR_CULVERT_OVERFLOW', `A source of a stream was stopped: ${reason}`);
  }
}
