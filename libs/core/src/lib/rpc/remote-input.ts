import { CulvertError, type Body, type RpcMessage } from '@culvert/protocol';
import type { Subscriber } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import type { SendCallMessage } from './rpc-wire.js';
import type { RpcTable } from './rpc-table.js';
import { failLater } from './fail-later.js';
import { StreamReceiver } from './stream-receiver.js';
import { readAnswer } from './open-call.js';
import { HIGH_WATER_MARK, HIGH_WATER_MARK_BYTES } from './open-stream.js';
import { broughtByPeer } from './peer-errors.js';
import { RemoteStream } from './remote-stream.js';

/** The origin of an input. */
export interface InputSource {
  readonly channel: string;
  readonly post: SendCallMessage;
}

/** The input of a duplex stream, for its handler. It can be subscribed to once. Use `share()` for more subscribers. */
export class RemoteInput {
  readonly items$: RemoteStream<unknown>;
  private readonly table: RpcTable;
  private readonly source: InputSource;
  /** Ends the stream: the peer has broken the rules, or its input has failed and the handler has not handled that. */
  private readonly onBroken: (error: unknown) => void;
  private receiver: StreamReceiver | undefined;
  private subscriber: Subscriber<unknown> | undefined;
  private open = false;
  private ended: { readonly error: unknown } | undefined;

  constructor(table: RpcTable, source: InputSource, onBroken: (error: unknown) => void) {
    this.table = table;
    this.source = source;
    this.onBroken = onBroken;
    this.items$ = new RemoteStream<unknown>((subscriber) => this.subscribe(subscriber));
  }

  receive(message: RpcMessage, body: Body): void {
    if (!this.open) return;
    if (message.kind === 'items') this.receiver!.receive(message, body);
    else if (message.kind === 'reply') this.finish(message.ok, body);
  }

  /**
   * Ends the input in silence. A completion would make half an upload look like a whole one. A consumer that
   * leaves must not end this process. An error would do that, if the handler has no `error` callback. The signal of the
   * handler aborts, and a loop over the input throws. This method never throws.
   */
  end(error: unknown): void {
    this.open = false;
    this.ended ??= { error };
    this.items$.unreportedError ??= error;
    attempt(() => this.subscriber?.unsubscribe());
  }

  private subscribe(subscriber: Subscriber<unknown>): (() => void) | undefined {
    const { channel } = this.source;
    if (this.ended !== undefined || this.subscriber !== undefined) {
      const reason = `'${channel}': the input of a stream can be subscribed to once. share() it for more.`;
      const misuse = new CulvertError('ERR_CULVERT_INVALID_ARGUMENT', reason);
      const error = this.ended === undefined ? misuse : broughtByPeer(this.ended.error, () => undefined);
      failLater(this.table.wire.scheduler, subscriber, () => subscriber.error(error));
      return undefined;
    }
    const { codec, limits } = this.table.wire;
    const post: SendCallMessage = (part, body) => this.source.post({ ...part, input: true }, body);
    const items = Math.min(HIGH_WATER_MARK, limits.streamItems);
    const bytes = Math.min(HIGH_WATER_MARK_BYTES, limits.streamBytes);
    const receiver = new StreamReceiver({
      codec,
      channel,
      highWaterMark: items,
      highWaterMarkBytes: bytes,
      post,
      next: (value, item) => this.items$.deliver(subscriber, value, item),
      fail: this.onBroken,
    });
    this.subscriber = subscriber;
    this.receiver = receiver;
    this.open = true;
    post({ kind: 'demand', items, bytes });
    return () => {
      receiver.close();
      if (this.open) post({ kind: 'cancel' });
      this.open = false;
    };
  }

  private finish(ok: boolean, body: Body): void {
    this.open = false;
    const subscriber = this.subscriber!;
    if (ok) {
      subscriber.complete();
      return;
    }
    const result = readAnswer(this.table, this.source.channel, false, body, new Error());
    const error = 'error' in result ? result.error : undefined;
    subscriber.error(broughtByPeer(error, this.onBroken));
  }
}
