import {
  EMPTY_BODY,
  PROTOCOL_VERSION,
  packFrame,
  unpackFrame,
  type Body,
  type Encoding,
  type Frame,
  type MainMessage,
  type Packet,
  type RendererMessage,
} from '@culvert/protocol';
import { Subject } from 'rxjs';
import type { Transport } from '../src/index.js';

/** The first message of a renderer with the default codec. */
export const hello = { kind: 'hello', version: PROTOCOL_VERSION, codec: 'electronJson' } as const;

/** A frame as a hostile peer may write it: any messages, each with this body. */
export function frameOf(
  messages: object | readonly object[],
  body: Body = EMPTY_BODY,
  encoding: Encoding = 'text',
): Frame {
  return packFrame(
    [messages].flat().map((message) => ({ message: message as never, body })),
    encoding,
  );
}

/** A transport, and the other end of its connection as the spec plays it. */
export interface ByHand<Received extends MainMessage | RendererMessage> {
  readonly transport: Transport & { readonly close: jest.Mock; queuedBytes?: number };
  /** The frames that arrive at the transport. */
  readonly frames$: Subject<Frame>;
  /** All packets that were sent through the transport. */
  readonly packets: Packet<Received>[];
  /** Lets one frame with these messages arrive. */
  send(messages: object | readonly object[], body?: Body): void;
}

/**
 * A transport with frames that the spec writes and reads by hand, without a check and within the call.
 *
 * @param members Members of the transport that a spec needs otherwise. With another `send`, `packets` stays empty.
 *
 * @example
 * const { transport, send, packets } = byHand();
 * createMain().connect(transport);
 * send([hello, { kind: 'call', channel: 'x', seq: 1 }]);
 * expect(packets.map(({ message }) => message.kind)).toEqual(['welcome', 'reply']);
 */
export function byHand<Received extends MainMessage | RendererMessage = MainMessage>(
  members: Partial<Transport> = {},
): ByHand<Received> {
  const frames$ = new Subject<Frame>();
  const packets: Packet<Received>[] = [];
  const encoding = members.encoding ?? 'text';
  const transport = {
    encoding,
    frames$,
    send: (frame: Frame) => void packets.push(...unpackFrame<Received>(frame, encoding)),
    close: jest.fn(),
    ...members,
  } as ByHand<Received>['transport'];
  return {
    transport,
    frames$,
    packets,
    send: (messages, body) => frames$.next(frameOf(messages, body, encoding)),
  };
}
