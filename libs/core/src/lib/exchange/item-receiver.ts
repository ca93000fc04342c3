import { CulvertError, bodyBytes, splitBody, type Body, type Codec, type Items } from '@culvert/protocol';
import type { Post } from './exchange-wire.js';

export interface ItemReceiverSettings {
  readonly codec: Codec;
  readonly channel: string;
  /** Items, and bytes, that may be sent and not yet consumed. */
  readonly highWaterMark: number;
  readonly highWaterMarkBytes: number;
  readonly post: Post;
  next(value: unknown, receiver: ItemReceiver): void;
  /** The producer sends what it must not. */
  fail(error: CulvertError): void;
}

/**
 * The consuming half of a stream. An item is consumed when `next` has returned, unless somebody has claimed it there;
 * the producer hears of it, a chunk at a time, when half of the high water mark is used up.
 */
export class ItemReceiver {
  private readonly settings: ItemReceiverSettings;
  /** What the producer may still send. */
  private granted: number;
  private consumedItems = 0;
  private consumedBytes = 0;
  private readonly itemsToAck: number;
  private readonly bytesToAck: number;
  private currentBytes = 0;
  private claimed = false;
  private receiving = false;
  private closed = false;

  constructor(settings: ItemReceiverSettings) {
    this.settings = settings;
    this.granted = settings.highWaterMark;
    this.itemsToAck = Math.ceil(settings.highWaterMark / 2);
    this.bytesToAck = Math.ceil(settings.highWaterMarkBytes / 2);
  }

  receive({ sizes }: Items, joined: Body): void {
    const bodies = this.split(joined, sizes);
    if (bodies === undefined) return;
    this.granted -= bodies.length;
    if (this.granted < 0) {
      this.fail('ERR_CULVERT_OVERFLOW', 'the producer sends more than it was asked for.');
      return;
    }
    this.receiving = true;
    for (const body of bodies) {
      if (this.closed) break;
      this.deliver(body);
    }
    this.receiving = false;
    this.acknowledge();
  }

  /** Within `next`: the item is consumed when the function that this returns is called. */
  claim(): () => void {
    this.claimed = true;
    const bytes = this.currentBytes;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.consumed(bytes);
      if (!this.receiving) this.acknowledge();
    };
  }

  close(): void {
    this.closed = true;
  }

  private deliver(body: Body): void {
    const { codec } = this.settings;
    let value: unknown;
    try {
      [value] = codec.decode(body);
    } catch {
      this.fail('ERR_CULVERT_MALFORMED_FRAME', 'an item cannot be decoded.');
      return;
    }
    const bytes = bodyBytes(body);
    this.currentBytes = bytes;
    this.claimed = false;
    this.settings.next(value, this);
    if (!this.claimed) this.consumed(bytes);
  }

  private consumed(bytes: number): void {
    this.consumedItems++;
    this.consumedBytes += bytes;
  }

  private acknowledge(): void {
    const { consumedItems: items, consumedBytes: bytes } = this;
    if (this.closed || (items < this.itemsToAck && bytes < this.bytesToAck)) return;
    this.consumedItems = 0;
    this.consumedBytes = 0;
    this.granted += items;
    this.settings.post({ kind: 'demand', items, bytes });
  }

  private split(joined: Body, sizes: Items['sizes']): Body[] | undefined {
    try {
      return splitBody(joined, sizes);
    } catch {
      this.fail('ERR_CULVERT_MALFORMED_FRAME', 'the items cannot be read.');
      return undefined;
    }
  }

  private fail(code: CulvertError['code'], reason: string): void {
    this.settings.fail(new CulvertError(code, `'${this.settings.channel}': ${reason}`));
  }
}
