import {
  bodyToFrame,
  splitBody,
  unpackFrame,
  type Body,
  type Codec,
  type Frame,
  type Message,
  type Packet,
} from '@culvert/protocol';
import { showValue } from './show-value.js';

/** The direction of a message: `up` goes to main, `down` to the renderer. */
export type Direction = 'up' | 'down';

/** A message as it left one end of a wire, for a person to read. */
export interface WireMessage {
  /** `up` goes to main, `down` to the renderer. */
  readonly direction: Direction;
  /** The kind of the message: `send`, `call`, `reply`, `demand` and others. */
  readonly kind: Message['kind'];
  /** The channel, or the name of a member. */
  readonly channel?: string;
  /** The number of the call, stream or sync request. */
  readonly seq?: number;
  /** The webContents id of the receiver. */
  readonly to?: number;
  /** The decoded arguments, the input of a call, or the value of a reply. */
  readonly args?: readonly unknown[];
  /** The decoded items of a stream, or the number of items that a `demand` grants. */
  readonly items?: readonly unknown[] | number;
  /** False for a reply with an error. */
  readonly ok?: boolean;
  /** The messages within a frame of a guest. */
  readonly messages?: readonly WireMessage[];
  /** Present if the wire has lost it. */
  readonly lost?: true;
  /** All other fields of the message, as {@link https://www.npmjs.com/package/@culvert/protocol | the wire} has them. */
  readonly [field: string]: unknown;
}

/** Reads the messages of a frame. One that cannot be read has no messages. */
export function readFrame(direction: Direction, frame: Frame, codec: Codec): readonly WireMessage[] {
  let packets: readonly Packet[];
  try {
    packets = unpackFrame<Message>(frame, 'structured-clone');
  } catch {
    return [];
  }
  return packets.map(({ message, body }) => ({
    ...message,
    direction,
    ...readBody(direction, message, body, codec),
  }));
}

function readBody(direction: Direction, message: Message, body: Body, codec: Codec): Partial<WireMessage> {
  try {
    switch (message.kind) {
      case 'guestFrame':
        return { messages: readFrame(direction, bodyToFrame(body), codec) };
      case 'items':
        return { items: splitBody(body, message.sizes).map((item) => codec.decode(item)[0]) };
      case 'hello':
      case 'welcome':
      case 'refuse':
      case 'demand':
      case 'cancel':
      case 'openGuest':
      case 'guestOpened':
      case 'guestEnded':
      case 'guestClosed':
      case 'guestIgnored':
      case 'closeGuest':
        return {};
      case 'send':
      case 'sync':
      case 'call':
      case 'stream':
      case 'sendTo':
      case 'sendToHost':
      case 'port':
      case 'reply':
      case 'deliver':
      case 'deliverToHost':
      case 'deliverPort':
      case 'serveCall':
      case 'serveStream':
        return { args: codec.decode(body) };
    }
  } catch {
    return {};
  }
}

/** The message in a few words: `send keys ["a"]`, `reply #1 [4]`. */
export function describeMessage(message: WireMessage): string {
  const { kind, channel, seq, to, args, items, ok, lost, messages } = message;
  const words = [
    kind,
    channel,
    to === undefined ? undefined : `to ${showValue(to)}`,
    seq === undefined ? undefined : `#${seq}`,
    ok === false ? `error ${errorText(args?.[0])}` : undefined,
    args === undefined || ok === false ? undefined : showValue(args),
    items === undefined ? undefined : showValue(items),
    messages === undefined ? undefined : `(${messages.map(describeMessage).join(', ')})`,
    lost === undefined ? undefined : '(lost)',
  ];
  return words.filter((word) => word !== undefined && word !== '').join(' ');
}

/** An error as it travels: its code and its message, if it has them. */
function errorText(value: unknown): string {
  const { error } = (value ?? {}) as {
    readonly error?: { readonly [Field in 'name' | 'code' | 'message']?: string };
  };
  return error === undefined ? showValue(value) : `${error.code ?? error.name}: ${error.message}`;
}
