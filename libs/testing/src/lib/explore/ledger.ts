import type { RpcMessage } from '@culvert/protocol';
import type { Connection } from './link-end.js';

/** Items of one direction of a stream, as its two ends have seen them so far. */
export interface Flow {
  /** The demand that the producer knows of, in items. */
  granted: number;
  /** Items that the producer has sent. */
  sent: number;
  /** Further demand that the consumer has sent, in items. */
  returned: number;
  /** Items that the consumer has got. */
  got: number;
}

/** A call or stream at one end of a connection. */
export interface Open {
  readonly channel: string;
  readonly connection: Connection;
  /** Streams have no answer, but an end. */
  readonly isStream: boolean;
  /** The providing side has sent its last word. */
  isAnswered: boolean;
  /** The consumer has left. */
  isCancelled: boolean;
  /** The caller has got the end of it. */
  isEnded: boolean;
  /** Main has got its last message, or has ended it. */
  isOverAtMain: boolean;
  readonly items: Flow;
  /** The same for the input of a stream. */
  readonly input: Flow;
  /** The other end, if another renderer serves it. */
  partner?: Open;
  /** Messages that main has got from the partner, and has to send here. */
  readonly due: RelayedMessage[];
}

/** A message of one renderer within a call that another one serves. */
export interface RelayedMessage {
  readonly message: RpcMessage;
  readonly text: string;
}

/** The requests that one connection has carried. */
export class Ledger {
  readonly connection: Connection;
  /** The webContents id, 0 before the `welcome`. */
  id = 0;
  epoch = 0;
  hasHello = false;
  /** The greatest number that the renderer has given to a request, and that main has given to one. */
  lastAsked = 0;
  /** Requests of the renderer, by its numbers. */
  readonly asked = new Map<number, Open>();
  /** Requests that the renderer serves, by main's numbers. */
  readonly served = new Map<number, Open>();

  constructor(connection: Connection) {
    this.connection = connection;
  }
}

export function opened(channel: string, isStream: boolean, connection: Connection): Open {
  const state = { isAnswered: false, isCancelled: false, isEnded: false, isOverAtMain: false, due: [] };
  return { channel, connection, isStream, ...state, items: emptyFlow(), input: emptyFlow() };
}

function emptyFlow(): Flow {
  return { granted: 0, sent: 0, returned: 0, got: 0 };
}

/** The flow that a message is about. */
export function flowOf(open: Open, { input }: RpcMessage): Flow {
  return input === true ? open.input : open.items;
}

/** True if the call or stream is over with this message. The end of an input is not the end of its stream. */
export function isLast({ kind, input }: RpcMessage): boolean {
  return (kind === 'reply' || kind === 'cancel') && input === undefined;
}
