import { CulvertError, type Body, type Caller, type Demand, type Headers } from '@culvert/protocol';
import { Subscription } from 'rxjs';
import { LazyAbort } from './abort.js';
import type { Party, Post } from './exchange-wire.js';
import type { Exchanges, ServedKey } from './exchanges.js';
import type { Exposed, HandlerContext } from './exposed.js';
import { ItemReceiver } from './item-receiver.js';
import { ItemSender, type Gate } from './item-sender.js';
import { readAnswer } from './open-call.js';
import { HIGH_WATER_MARK, HIGH_WATER_MARK_BYTES } from './open-stream.js';
import { RemoteStream } from './remote-stream.js';

/** A call or subscription of somebody else, as it has arrived. */
export interface Incoming {
  readonly channel: string;
  readonly sender: Caller;
  readonly headers?: Headers | undefined;
  readonly body: Body;
  readonly post: Post;
}

/** Runs a handler for one call, `sync` or not. */
export function serveCall(exchanges: Exchanges, key: ServedKey, exposed: Exposed, incoming: Incoming): void {
  const { wire } = exchanges;
  const { channel, sender, post } = incoming;
  const args = decode(exchanges, incoming);
  if (args === undefined) return;
  const abort = new LazyAbort();
  const running = new Subscription();
  exchanges.serve(key, {
    receive: ({ kind }) => kind === 'cancel' && cancel(),
    end: (error) => cancel(error),
  });
  function cancel(reason?: unknown): void {
    exchanges.finish(key);
    running.unsubscribe();
    abort.abort(reason);
  }
  const answer = (ok: boolean, body: () => Body) => {
    if (exchanges.finish(key)) post({ kind: 'reply', ok }, body());
  };
  const fail = (error: unknown) => answer(false, () => wire.encodeError(error, sender));
  let result: unknown;
  running.add(
    exposed.run(args, contextOf(incoming, abort), OPEN).subscribe({
      next: (value) => (result = value),
      error: fail,
      complete: () => {
        let body: Body;
        try {
          body = wire.encode(channel, [result]);
        } catch (error) {
          fail(error);
          return;
        }
        answer(true, () => body);
      },
    }),
  );
}

/** Nothing of a call is paused. */
const OPEN: Gate = Object.freeze({ isOpen: true, onOpen: undefined, release: undefined });

/** Runs a handler for one subscription. */
export function serveStream(
  exchanges: Exchanges,
  key: ServedKey,
  exposed: Exposed,
  incoming: Incoming & { readonly demand: Demand; readonly input?: true | undefined },
): void {
  const { wire } = exchanges;
  const { channel, sender, demand, post } = incoming;
  const input = incoming.input === true ? new RemoteInput(exchanges, incoming) : undefined;
  const args = input === undefined ? decode(exchanges, incoming) : [input.items$];
  if (args === undefined) return;
  const abort = new LazyAbort();
  const producer = new ItemSender({
    wire,
    channel,
    demand,
    post,
    encodeError: (error) => wire.encodeError(error, sender),
    onEnd: () => {
      exchanges.finish(key);
      input?.end(new CulvertError('ERR_CULVERT_DISCONNECTED', `'${channel}': the stream has ended.`));
    },
  });
  const cancel = (error?: CulvertError) => {
    exchanges.finish(key);
    producer.stop();
    input?.end(error ?? new CulvertError('ERR_CULVERT_DISCONNECTED', `'${channel}': its consumer has left.`));
    abort.abort(error);
  };
  exchanges.serve(key, {
    receive(message, body) {
      if (message.input === true) input?.party.receive(message, body);
      else if (message.kind === 'demand') producer.demand(message.items, message.bytes);
      else if (message.kind === 'cancel') cancel();
    },
    end: cancel,
  });
  producer.run(exposed.run(args, contextOf(incoming, abort), producer));
}

/** The input of a duplex stream, for its handler. It can be subscribed to once: `share()` it for more. */
class RemoteInput {
  readonly items$: RemoteStream<unknown>;
  party: Party = { receive: () => undefined, end: () => undefined };
  private used = false;
  private ended: CulvertError | undefined;

  constructor(exchanges: Exchanges, { channel, post: postPart }: Incoming) {
    const { wire } = exchanges;
    const post: Post = (part, body) => postPart({ ...part, input: true }, body);
    this.items$ = new RemoteStream<unknown>((subscriber, stream) => {
      if (this.ended !== undefined || this.used) {
        const reason = `'${channel}': the input of a stream can be subscribed to once. share() it for more.`;
        subscriber.error(this.ended ?? new CulvertError('ERR_CULVERT_INVALID_ARGUMENT', reason));
        return undefined;
      }
      this.used = true;
      let open = true;
      const receiver = new ItemReceiver({
        codec: wire.codec,
        channel,
        highWaterMark: HIGH_WATER_MARK,
        highWaterMarkBytes: HIGH_WATER_MARK_BYTES,
        post,
        next: (value) => stream.deliver(subscriber, value, receiver),
        fail: (error) => subscriber.error(error),
      });
      this.party = {
        receive(message, body) {
          if (message.kind === 'items') receiver.receive(message, body);
          else if (message.kind === 'reply') {
            open = false;
            if (message.ok) subscriber.complete();
            else {
              const result = readAnswer(exchanges, channel, false, body, new Error());
              subscriber.error('error' in result ? result.error : undefined);
            }
          }
        },
        /*
         * Silence, and neither completion, which would make half an upload a whole one, nor an error: whoever left a
         * stream must not be able to end this process, where nobody waits for one. The handler's signal says it.
         */
        end() {
          open = false;
          subscriber.unsubscribe();
        },
      };
      post({ kind: 'demand', items: HIGH_WATER_MARK, bytes: HIGH_WATER_MARK_BYTES });
      return () => {
        receiver.close();
        if (open) post({ kind: 'cancel' });
      };
    });
  }

  end(error: CulvertError): void {
    this.ended = error;
    this.party.end(error);
  }
}

function contextOf({ sender, headers = {} }: Incoming, abort: LazyAbort): HandlerContext {
  return {
    sender,
    headers,
    get signal() {
      return abort.signal;
    },
  };
}

function decode({ wire }: Exchanges, { channel, sender, body, post }: Incoming): unknown[] | undefined {
  try {
    return wire.codec.decode(body);
  } catch {
    const error = new CulvertError(
      'ERR_CULVERT_MALFORMED_FRAME',
      `'${channel}': the arguments cannot be decoded.`,
    );
    post({ kind: 'reply', ok: false }, wire.encodeError(error, sender));
    return undefined;
  }
}
