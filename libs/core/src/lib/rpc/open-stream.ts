import { EMPTY_BODY, MAIN_ID, type Body, type Demand, type Overflow } from '@culvert/protocol';
import type { Subscriber, TeardownLogic } from 'rxjs';
import { oneValue, type OutgoingCall } from './rpc-wire.js';
import type { RpcTable } from './rpc-table.js';
import { broughtByPeer } from './peer-errors.js';
import { failLater, failSince } from './fail-later.js';
import { StreamReceiver } from './stream-receiver.js';
import { StreamSender } from './stream-sender.js';
import { named, readAnswer, withHeaders, type CallRequest } from './open-call.js';
import type { RemoteStream } from './remote-stream.js';
import { fromSource } from './run-source.js';

/** Bounds how far a producer may be ahead, and names the policy for a producer that is too fast. */
export interface StreamDemand {
  readonly highWaterMark: number;
  readonly highWaterMarkBytes: number;
  readonly overflow: Overflow;
  readonly bufferSize: number;
}

/** By default, a producer may be ahead by so many items. */
export const HIGH_WATER_MARK = 64;
/** By default, a producer may be ahead by so many bytes. */
export const HIGH_WATER_MARK_BYTES = 1024 * 1024;

export interface StreamRequest extends CallRequest {
  /** `true` if the input is a source of items itself. */
  readonly isInputStream: boolean;
  readonly demand: StreamDemand;
  /** An error of the call site, for its stack. */
  readonly callSite: Error;
}

/** Opens one subscription to a remote stream. */
export function openStream(
  table: RpcTable,
  to: number | undefined,
  { channel, input, headers, isInputStream, demand, callSite }: StreamRequest,
  subscriber: Subscriber<unknown>,
  stream: RemoteStream<unknown>,
): TeardownLogic {
  const { wire } = table;
  const failByPeer = (error: unknown) =>
    subscriber.error(broughtByPeer(error, (unhandled) => wire.reportUnhandled(channel, unhandled, to)));
  const closedError = wire.closedError();
  if (closedError !== undefined) {
    const error = named(channel, closedError);
    failLater(wire.scheduler, subscriber, () => failByPeer(error));
    return undefined;
  }
  let body: Body;
  let sentHeaders: ReturnType<typeof withHeaders>;
  try {
    body = isInputStream ? EMPTY_BODY : wire.encode(channel, oneValue(input));
    sentHeaders = withHeaders(channel, headers, wire.limits);
  } catch (error) {
    subscriber.error(error);
    return undefined;
  }
  const { highWaterMark, highWaterMarkBytes, overflow, bufferSize } = demand;
  let inputSender: StreamSender | undefined;
  const openedAt = wire.scheduler.now();
  const call = table.open(to, (opened) => {
    const end = (settle: () => void) => {
      table.close(opened);
      inputSender?.stop();
      settle();
    };
    const receiver = new StreamReceiver({
      codec: wire.codec,
      channel,
      highWaterMark,
      highWaterMarkBytes,
      post: opened.post,
      next: (value, item) => stream.deliver(subscriber, value, item),
      // The teardown of the subscriber tells the producer.
      fail: failByPeer,
    });
    subscriber.add(() => receiver.close());
    return {
      receive(message, received) {
        switch (message.kind) {
          case 'items':
            receiver.receive(message, received);
            break;
          case 'reply':
            end(() => {
              if (message.ok) subscriber.complete();
              else failByPeer(readFailure(table, channel, received, callSite));
            });
            break;
          case 'demand':
            if (!isInputStream) break;
            if (inputSender !== undefined) inputSender.demand(message.items, message.bytes);
            else {
              // The sender exists before its source runs, because the source may end this very stream.
              inputSender = createInputSender(table, to ?? MAIN_ID, channel, opened, message);
              inputSender.run(fromSource(channel, input, inputSender));
            }
            break;
          case 'cancel':
            inputSender?.stop();
            break;
        }
      },
      flush: () => inputSender?.sendAll(),
      end: (error) =>
        end(() => failSince(openedAt, wire.scheduler, subscriber, () => failByPeer(named(channel, error)))),
    };
  });
  call.open(
    {
      kind: 'stream',
      channel,
      items: highWaterMark,
      bytes: highWaterMarkBytes,
      overflow,
      bufferSize,
      ...(isInputStream && { input: true }),
      ...sentHeaders,
    },
    body,
  );
  return () => {
    inputSender?.stop();
    if (table.close(call)) call.post({ kind: 'cancel' });
  };
}

function readFailure(table: RpcTable, channel: string, body: Body, callSite: Error): unknown {
  const result = readAnswer(table, channel, false, body, callSite);
  return 'error' in result ? result.error : undefined;
}

/** Creates the producing half of a duplex stream's input, at the first demand of the handler. */
function createInputSender(
  table: RpcTable,
  to: number,
  channel: string,
  call: OutgoingCall,
  { items, bytes }: Demand,
): StreamSender {
  const { wire } = table;
  return new StreamSender({
    wire,
    channel,
    demand: { items, bytes, overflow: 'buffer', bufferSize: wire.limits.bufferedItems },
    post: (part, body) => call.post({ ...part, input: true }, body),
    encodeError: (error) => call.encodeError(error),
    consumer: table.consumer(to),
    onCut: () => undefined,
    onEnd: () => undefined,
  });
}
