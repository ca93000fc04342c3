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

/** Where an input comes from. */
export interface InputSource {
  readonly channel: string;
  readonly post: SendCallMessage;
}

/** The input of a duplex stream, for its handler. It can be subscribed to once: `share()` it for more. */
export class RemoteInput {
  readonly items$: RemoteStream<unknown>;
  private readonly table: RpcTable;
  private readonly source: InputSource;
  /** The exchange is over: the peer has broken the rules, or its input has failed and nobody has handled that. */
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
   * Silence, and neither completion, which would make half an upload a whole one, nor an error: a consumer that leaves
   * must not be able to end this process, where nobody waits for one. The handler's signal says it, and a loop over
   * the input throws. Never throws.
   */
  end(error: unknown): void {
    this.open = false;
    this.ended ??= { error };
    this.items$.leftBy ??= error;
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
