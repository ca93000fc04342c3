import { CulvertError, bodyBytes, splitBody, type Body, type Codec, type Items } from '@culvert/protocol';
import { decodeFailure } from '../errors/decode-failure.js';
import { reportUncaught } from '../runtime/report-uncaught.js';
import { ItemCredit, type Claim, type Claimable, type Origin } from './credit.js';
import type { SendCallMessage } from './rpc-wire.js';

export interface ItemReceiverSettings {
  readonly codec: Codec;
  readonly channel: string;
  /** The most items that may be sent and not yet consumed. The next member is the same in bytes. */
  readonly highWaterMark: number;
  readonly highWaterMarkBytes: number;
  readonly post: SendCallMessage;
  next(value: unknown, item: Claimable): void;
  /** Fails the stream, because the producer breaks the rules. */
  fail(error: CulvertError): void;
}

/**
 * The consuming half of a stream. An item is consumed when `next` has returned, unless it was claimed there. The
 * producer gets new demand when half of the high-water mark is consumed, or when producer and consumer both wait.
 */
export class StreamReceiver implements Claimable, Origin {
  readonly origin = this;
  private readonly settings: ItemReceiverSettings;
  /** The items that the producer may still send. The next field is the same in bytes. */
  private items: number;
  private bytes: number;
  private consumedItems = 0;
  private consumedBytes = 0;
  private itemsToAck = 0;
  private bytesToAck = 0;
  /** The size of the item in delivery. */
  private currentBytes = 0;
  /** The credit of the item in delivery, if it was claimed. */
  private credit: ItemCredit | undefined;
  private readonly consumers: (() => boolean)[] = [];
  private receiving = false;
  private started = false;
  private closed = false;

  constructor(settings: ItemReceiverSettings) {
    this.settings = settings;
    this.items = settings.highWaterMark;
    this.bytes = settings.highWaterMarkBytes;
    this.acknowledgeHalfOf(this.items, this.bytes);
  }

  receive({ sizes, window }: Items, joined: Body): void {
    if (this.closed) return;
    if (!this.started && window !== undefined) this.narrow(window);
    this.started = true;
    // A main of another version may send no sizes. That ends this stream, not the process.
    if (Array.isArray(sizes) && sizes.length > this.items) {
      this.failTooMuch();
      return;
    }
    const bodies = this.split(joined, sizes);
    if (bodies === undefined) return;
    this.items -= bodies.length;
    this.receiving = true;
    for (const body of bodies) {
      if (this.closed) break;
      this.deliver(body);
    }
    this.receiving = false;
    this.acknowledge();
  }

  /** Call it within `next`: the item is then consumed when all its claims are released. */
  claim(): Claim {
    this.credit ??= new ItemCredit(this, this.currentBytes, (bytes) => {
      this.consume(bytes);
      if (!this.receiving) this.acknowledge();
    });
    return this.credit.claim();
  }

  addConsumer(hasRoom: () => boolean): void {
    this.consumers.push(hasRoom);
  }

  close(): void {
    this.closed = true;
  }

  private deliver(body: Body): void {
    const { codec } = this.settings;
    // The item that uses up the last byte is allowed, but no item after it.
    if (this.bytes <= 0) {
      this.failTooMuch();
      return;
    }
    let value: unknown;
    try {
      [value] = codec.decode(body);
    } catch (cause) {
      this.closed = true;
      this.settings.fail(decodeFailure(this.settings.channel, 'an item', cause));
      return;
    }
    const bytes = bodyBytes(body);
    this.bytes -= bytes;
    this.currentBytes = bytes;
    this.credit = undefined;
    try {
      this.settings.next(value, this);
    } catch (error) {
      // A teardown of the subscriber threw. The next items are delivered all the same.
      reportUncaught(error);
    }
    // The type is asserted, because TypeScript does not see that `next` may claim the item.
    const credit = this.credit as ItemCredit | undefined;
    this.credit = undefined;
    if (credit === undefined) this.consume(bytes);
    else credit.release();
  }

  private consume(bytes: number): void {
    this.consumedItems++;
    this.consumedBytes += bytes;
  }

  private acknowledge(): void {
    const { consumedItems: items, consumedBytes: bytes } = this;
    if (this.closed || items === 0) return;
    if (items < this.itemsToAck && bytes < this.bytesToAck && !this.bothWait) return;
    this.consumedItems = 0;
    this.consumedBytes = 0;
    this.items += items;
    this.bytes += bytes;
    this.settings.post({ kind: 'demand', items, bytes });
  }

  /** A consumer with room may hold its slowest items. Then half of the mark may never be consumed. */
  private get bothWait(): boolean {
    return (this.items <= 0 || this.bytes <= 0) && this.consumers.some((hasRoom) => hasRoom());
  }

  /** The producer grants less than the demand, so it waits for new demand that much earlier. */
  private narrow([items, bytes]: NonNullable<Items['window']>): void {
    this.items = Math.min(this.items, items);
    this.bytes = Math.min(this.bytes, bytes);
    this.acknowledgeHalfOf(this.items, this.bytes);
  }

  private acknowledgeHalfOf(items: number, bytes: number): void {
    this.itemsToAck = Math.ceil(items / 2);
    this.bytesToAck = Math.ceil(bytes / 2);
  }

  private split(joined: Body, sizes: Items['sizes']): Body[] | undefined {
    try {
      return splitBody(joined, sizes);
    } catch {
      this.fail('ERR_CULVERT_MALFORMED_FRAME', 'the items cannot be read.');
      return undefined;
    }
  }

  private failTooMuch(): void {
    this.fail('ERR_CULVERT_OVERFLOW', 'the producer sends more than it was asked for.');
  }

  private fail(code: CulvertError['code'], reason: string): void {
    this.closed = true;
    this.settings.fail(new CulvertError(code, `'${this.settings.channel}': ${reason}`));
  }
}
