import { CulvertError, type Body, type Caller, type StreamTerms, type Headers } from '@culvert/protocol';
import { Subscription } from 'rxjs';
import { decodeArguments } from '../wire/arguments.js';
import { attempt } from '../runtime/attempt.js';
import { decodeFailure } from '../errors/decode-failure.js';
import { LazyAbort } from '../runtime/abort-signal.js';
import { oneValue, type SendCallMessage } from './rpc-wire.js';
import type { RpcTable, ServedKey } from './rpc-table.js';
import type { ExposedHandler, HandlerContext, Serving } from './exposed-handler.js';
import type { DemandGate } from './demand-gate.js';
import { StreamSender } from './stream-sender.js';
import { broughtByPeer } from './peer-errors.js';
import { RemoteInput } from './remote-input.js';

/** A call or subscription as it arrived from its caller. */
export interface IncomingCall {
  readonly channel: string;
  readonly sender: Caller;
  readonly headers?: Headers | undefined;
  readonly body: Body;
  readonly post: SendCallMessage;
}

/** Runs a handler for one call, `sync` or not. */
export function serveCall(
  table: RpcTable,
  key: ServedKey,
  exposed: ExposedHandler,
  incoming: IncomingCall,
): void {
  const { wire } = table;
  const { channel, sender, post } = incoming;
  const args = decode(table, incoming);
  if (args === undefined) return;
  const abort = new LazyAbort();
  const running = new Subscription();
  table.serve(key, {
    receive: ({ kind }) => kind === 'cancel' && cancel(),
    end: (error) => cancel(error),
  });
  function cancel(reason?: unknown): void {
    table.finish(key);
    attempt(() => running.unsubscribe());
    abort.abort(reason);
  }
  const answer = (ok: boolean, body: () => Body) => {
    if (table.finish(key)) post({ kind: 'reply', ok }, body());
  };
  const fail = (error: unknown) => answer(false, () => wire.encodeError(error, sender));
  let result: unknown;
  // If a teardown of the app throws within the call, the answer has been sent already.
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

/** The gate of a call, which is never paused. */
const OPEN: DemandGate = Object.freeze({
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
  table: RpcTable,
  key: ServedKey,
  exposed: ExposedHandler,
  incoming: IncomingCall & { readonly demand: StreamTerms; readonly input?: true | undefined },
): void {
  const { wire } = table;
  const { channel, sender, demand, post } = incoming;
  const abort = new LazyAbort();
  const producer = new StreamSender({
    wire,
    channel,
    demand,
    post,
    encodeError: (error) => wire.encodeError(error, sender),
    consumer: table.consumer(sender.id),
    onCut: (error) => abort.abort(error),
    onEnd: () => {
      table.finish(key);
      input?.end(new CulvertError('ERR_CULVERT_DISCONNECTED', `'${channel}': the stream has ended.`));
    },
  });
  const breakOff = (error: unknown) => {
    wire.reportUnhandled(channel, error, sender.id);
    input?.end(error);
    producer.fail(error);
  };
  const input = incoming.input === true ? new RemoteInput(table, incoming, breakOff) : undefined;
  const args = input === undefined ? decode(table, incoming) : [input.items$];
  if (args === undefined) return;
  const cancel = (error?: CulvertError) => {
    table.finish(key);
    // The input ends first, so that a loop that waits for it can finish. The consumer is not told of its end.
    input?.end(error ?? new CulvertError('ERR_CULVERT_DISCONNECTED', `'${channel}': its consumer has left.`));
    producer.stop();
    abort.abort(error);
  };
  table.serve(key, {
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
  { sender, headers = {} }: IncomingCall,
  abort: LazyAbort,
  gate: DemandGate,
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

function decode({ wire }: RpcTable, { channel, sender, body, post }: IncomingCall): unknown[] | undefined {
  try {
    return decodeArguments(wire.codec, body);
  } catch (cause) {
    const { code, message } = decodeFailure(channel, 'the arguments', cause);
    const error = new CulvertError(code, message);
    post({ kind: 'reply', ok: false }, wire.encodeError(error, sender));
    return undefined;
  }
}
