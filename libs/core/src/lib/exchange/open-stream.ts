import { EMPTY_BODY, type Body, type Demanded, type Overflow } from '@culvert/protocol';
import type { Subscriber, TeardownLogic } from 'rxjs';
import type { Line } from './exchange-wire.js';
import type { Exchanges } from './exchanges.js';
import { ItemReceiver } from './item-receiver.js';
import { ItemSender } from './item-sender.js';
import { named, readAnswer, withHeaders, type Question } from './open-call.js';
import type { RemoteStream } from './remote-stream.js';
import { fromSource } from './run-source.js';

/** How far a producer may be ahead, and what becomes of what comes too fast. */
export interface StreamDemand {
  readonly highWaterMark: number;
  readonly highWaterMarkBytes: number;
  readonly overflow: Overflow;
  readonly bufferSize: number;
}

/** How far a producer may be ahead where nobody says: in items, and in bytes. */
export const HIGH_WATER_MARK = 64;
export const HIGH_WATER_MARK_BYTES = 1024 * 1024;

export interface StreamQuestion extends Question {
  /** The input is a source of items itself. */
  readonly isInputStream: boolean;
  readonly demand: StreamDemand;
  /** Whose stack says who has asked. */
  readonly asker: Error;
}

/** One subscription to a remote stream. */
export function openStream(
  exchanges: Exchanges,
  to: number | undefined,
  { channel, input, headers, isInputStream, demand, asker }: StreamQuestion,
  subscriber: Subscriber<unknown>,
  stream: RemoteStream<unknown>,
): TeardownLogic {
  const { wire } = exchanges;
  let body: Body;
  try {
    if (wire.closedError !== undefined) throw named(channel, wire.closedError);
    body = isInputStream ? EMPTY_BODY : wire.encode(channel, [input]);
  } catch (error) {
    subscriber.error(error);
    return undefined;
  }
  const { highWaterMark, highWaterMarkBytes, overflow, bufferSize } = demand;
  let inputSender: ItemSender | undefined;
  const line = exchanges.open(to, (opened) => {
    const end = (settle: () => void) => {
      exchanges.close(opened);
      inputSender?.stop();
      settle();
    };
    const receiver = new ItemReceiver({
      codec: wire.codec,
      channel,
      highWaterMark,
      highWaterMarkBytes,
      post: opened.post,
      next: (value) => stream.deliver(subscriber, value, receiver),
      // The subscriber's teardown tells the producer.
      fail: (error) => subscriber.error(error),
    });
    subscriber.add(() => receiver.close());
    return {
      receive(message, received) {
        switch (message.kind) {
          case 'items':
            receiver.receive(message, received);
            break;
          case 'reply':
            end(() => finish(exchanges, channel, message.ok, received, asker, subscriber));
            break;
          case 'demand':
            if (!isInputStream) break;
            if (inputSender !== undefined) inputSender.demand(message.items, message.bytes);
            else inputSender = sendInput(exchanges, channel, input, opened, message);
            break;
          case 'cancel':
            inputSender?.stop();
            break;
        }
      },
      end: (error) => end(() => subscriber.error(named(channel, error))),
    };
  });
  line.open(
    {
      kind: 'stream',
      channel,
      items: highWaterMark,
      bytes: highWaterMarkBytes,
      overflow,
      bufferSize,
      ...(isInputStream && { input: true }),
      ...withHeaders(headers),
    },
    body,
  );
  return () => {
    inputSender?.stop();
    if (exchanges.close(line)) line.post({ kind: 'cancel' });
  };
}

function finish(
  exchanges: Exchanges,
  channel: string,
  ok: boolean,
  body: Body,
  asker: Error,
  subscriber: Subscriber<unknown>,
): void {
  if (ok) {
    subscriber.complete();
    return;
  }
  const result = readAnswer(exchanges, channel, false, body, asker);
  subscriber.error('error' in result ? result.error : undefined);
}

/** The producing half of a duplex stream's input, from the first demand of the handler on. */
function sendInput(
  { wire }: Exchanges,
  channel: string,
  input: unknown,
  line: Line,
  { items, bytes }: Demanded,
): ItemSender {
  const sender = new ItemSender({
    wire,
    channel,
    demand: { items, bytes, overflow: 'buffer', bufferSize: wire.limits.bufferedItems },
    post: (part, body) => line.post({ ...part, input: true }, body),
    encodeError: (error) => line.encodeError(error),
    onEnd: () => undefined,
  });
  sender.run(fromSource(channel, input, sender));
  return sender;
}
