import type {
  Body,
  Codec,
  CulvertError,
  RpcMessage,
  GuestClosed,
  GuestFrame,
  GuestOpened,
  Limits,
  RendererMessage,
  ServeCall,
  ServeStream,
} from '@culvert/protocol';
import type { SchedulerLike } from 'rxjs';
import type { Guest } from '../emitters/ipc-types.js';
import type { OpenCalls } from '../rpc/rpc-entry.js';
import type { Transport } from '../transport/transport.js';
import type { RedactError } from '../errors/redact-error.js';

/** The renderer's end of the wire, as its senders see it. */
export interface RendererWire {
  readonly codec: Codec;
  readonly transport: Transport;
  readonly limits: Limits;
  readonly scheduler: SchedulerLike;
  readonly callTimeoutMs: number | undefined;
  readonly redactError: RedactError | undefined;
  /** Longest wait of a `sendSync`, in ms. */
  readonly syncTimeoutMs: number;
  /** The error for calls on this connection after its end; the cause says why it ended. */
  readonly closedError: CulvertError | undefined;
  /** All calls, streams and port requests of this renderer that wait for answers. */
  readonly openCalls: OpenCalls;
  /** The number of the next request that expects an answer. */
  nextSeq(): number;
  /** @throws CulvertError for a channel or a value that cannot be sent */
  encode(channel: string, args: readonly unknown[], transferred?: ReadonlySet<object>): Body;
  /** Sends with this turn's batch. A closed connection drops the message. */
  post(message: RendererMessage, body?: Body): void;
  /** Sends now, instead of at the end of the turn. */
  flushOutbox(): void;
}

/** `expose`, `wrap` and `attachGuest` find the wire behind a renderer by this symbol, and attach their part to it. */
export const ATTACH = Symbol('culvert.attach');

/** A renderer of this library, as code that attaches a part sees it. */
export interface AttachableRenderer {
  /** The parts that exist. */
  readonly parts: Partial<RendererParts>;
  readonly openCalls: OpenCalls;
  /** Returns the part that exists, or the result of `create`. */
  [ATTACH]<Name extends keyof RendererParts, CallMessage extends RendererParts[Name]>(
    name: Name,
    create: (wire: GuestWire) => CallMessage,
  ): CallMessage;
}

/** Optional features of a renderer, created on first use. Pages that do not use them do not bundle them. */
export interface RendererParts {
  /** Calls and streams of contracts, served and opened. */
  readonly rpc: RpcPart;
  /** Guests that use this renderer's connection. */
  readonly guests: RendererPart<GuestOpened | GuestFrame | GuestClosed>;
}

export interface RendererPart<Message> {
  receive(message: Message, body: Body): void;
  /** The connection is over. */
  end(error: CulvertError): void;
}

/** The calls and streams that a renderer serves. Its streams hold items back until the end of the turn. */
export interface RpcPart extends RendererPart<ServeCall | ServeStream | RpcMessage> {
  /** Sends these items now. */
  flush(): void;
  /** Sends these items now, and later ones at once, because this process exits. */
  exit(): void;
}

/** `RendererWire`, with the members that the guest feature needs. */
export interface GuestWire extends RendererWire {
  readonly transfersPorts: boolean;
  guest(id: number): Guest;
  /** That guest is gone, and its id no longer names a guest. */
  forgetGuest(id: number): void;
}

export function isAttachable(owner: object | null | undefined): owner is AttachableRenderer {
  return typeof (owner as Partial<AttachableRenderer> | null | undefined)?.[ATTACH] === 'function';
}
