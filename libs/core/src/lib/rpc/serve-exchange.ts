import { CulvertError, type Body, type Caller, type Demand, type Headers } from '@culvert/protocol';
import { Subscription } from 'rxjs';
import { decodeArguments } from '../wire/arguments.js';
import { attempt } from '../runtime/attempt.js';
import { decodeFailure } from '../errors/decode-failure.js';
import { LazyAbort } from '../runtime/abort-signal.js';
import { oneValue, type Post } from './exchange-wire.js';
import type { Exchanges, ServedKey } from './exchanges.js';
import type { Exposed, HandlerContext, Serving } from './exposed.js';
import type { Gate } from './gate.js';
import { ItemSender } from './item-sender.js';
import { broughtByPeer } from './peer-errors.js';
import { RemoteInput } from './remote-input.js';

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
    attempt(() => running.unsubscribe());
    abort.abort(reason);
  }
  const answer = (ok: boolean, body: () => Body) => {
    if (exchanges.finish(key)) post({ kind: 'reply', ok }, body());
  };
  const fail = (error: unknown) => answer(false, () => wire.encodeError(error, sender));
  let result: unknown;
  // A teardown that throws within the call is the app's, and the answer is out.
  attempt(() =>
    running.add(
      exposed.run(args, servingOf(incoming, abort, OPEN, fail)).subscribe({
        next: (value) => (result = value),
        error: fail,
        complete: () => {
          let body: Body;
          try {
            body = wire.encode(channel, oneValue(result));
          } catch (error) {
            fail(error);
            abort.abort(error);
            return;
          }
          answer(true, () => body);
        },
      }),
    ),
  );
}

/** Nothing of a call is paused. */
const OPEN: Gate = Object.freeze({
  isOpen: true,
  mayPull: () => true,
  room: 1,
  overflow: 'buffer',
  bufferSize: 1,
  onOpen: undefined,
  delivering: undefined,
  letGo: () => undefined,
  overflowed: () => undefined,
});

/** Runs a handler for one subscription. */
export function serveStream(
  exchanges: Exchanges,
  key: ServedKey,
  exposed: Exposed,
  incoming: Incoming & { readonly demand: Demand; readonly input?: true | undefined },
): void {
  const { wire } = exchanges;
  const { channel, sender, demand, post } = incoming;
  const abort = new LazyAbort();
  const producer = new ItemSender({
    wire,
    channel,
    demand,
    post,
    encodeError: (error) => wire.encodeError(error, sender),
    consumer: exchanges.consumer(sender.id),
    onCut: (error) => abort.abort(error),
    onEnd: () => {
      exchanges.finish(key);
      input?.end(new CulvertError('ERR_CULVERT_DISCONNECTED', `'${channel}': the stream has ended.`));
    },
  });
  const breakOff = (error: unknown) => {
    wire.reportUnhandled(channel, error, sender.id);
    input?.end(error);
    producer.fail(error);
  };
  const input = incoming.input === true ? new RemoteInput(exchanges, incoming, breakOff) : undefined;
  const args = input === undefined ? decode(exchanges, incoming) : [input.items$];
  if (args === undefined) return;
  const cancel = (error?: CulvertError) => {
    exchanges.finish(key);
    // The input first: its end is no news for the consumer, and a loop that waits for it can go on to its end.
    input?.end(error ?? new CulvertError('ERR_CULVERT_DISCONNECTED', `'${channel}': its consumer has left.`));
    producer.stop();
    abort.abort(error);
  };
  exchanges.serve(key, {
    receive(message, body) {
      if (message.input === true) input?.receive(message, body);
      else if (message.kind === 'demand') producer.demand(message.items, message.bytes);
      else if (message.kind === 'cancel') cancel();
    },
    flush: () => producer.sendAll(),
    end: cancel,
  });
  attempt(() => producer.run(exposed.run(args, servingOf(incoming, abort, producer, breakOff))));
}

function servingOf(
  { sender, headers = {} }: Incoming,
  abort: LazyAbort,
  gate: Gate,
  onBroken: (error: unknown) => void,
): Serving {
  const context: HandlerContext = {
    sender,
    headers,
    get signal() {
      return abort.signal;
    },
  };
  return {
    context,
    gate,
    abort: (reason) => abort.abort(reason),
    fromPeer: (error) => broughtByPeer(error, onBroken),
  };
}

function decode({ wire }: Exchanges, { channel, sender, body, post }: Incoming): unknown[] | undefined {
  try {
    return decodeArguments(wire.codec, body);
  } catch (cause) {
    const { code, message } = decodeFailure(channel, 'the arguments', cause);
    const error = new CulvertError(code, message);
    post({ kind: 'reply', ok: false }, wire.encodeError(error, sender));
    return undefined;
  }
}
