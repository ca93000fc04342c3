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
import type { Transport } from '../transport/transport.js';
import type { RedactError } from '../errors/redact-error.js';

/** The renderer's end of the wire, as those see it who send through it. */
export interface RendererWire {
  readonly codec: Codec;
  readonly transport: Transport;
  readonly limits: Limits;
  readonly scheduler: SchedulerLike;
  readonly callTimeoutMs: number | undefined;
  readonly redactError: RedactError | undefined;
  /** Longest wait of a `sendSync`, in ms. */
  readonly syncTimeoutMs: number;
  /** What a call on this connection fails with, once it is closed; the cause says what closed it. */
  readonly closedError: CulvertError | undefined;
  /** The number of the next request that is answered. */
  nextSeq(): number;
  /** @throws CulvertError for a channel or a value that cannot be sent */
  encode(channel: string, args: readonly unknown[], moved?: ReadonlySet<object>): Body;
  /** Sends with the batch of this turn. A closed connection takes it and drops it. */
  post(message: RendererMessage, body?: Body): void;
  /** Sends what waits for the end of the turn, now. */
  flushOutbox(): void;
}

/** How `expose`, `wrap` and `attachGuest` find the wire behind a renderer, and bring their part to it. */
export const ATTACH = Symbol('culvert.attach');

/** A renderer of ours, as those see it who bring a part. */
export interface AttachableRenderer {
  /** The part that is there, or else what `create` makes. */
  [ATTACH]<Name extends keyof RendererParts, CallMessage extends RendererParts[Name]>(
    name: Name,
    create: (wire: GuestWire) => CallMessage,
  ): CallMessage;
}

/** What a renderer has only where something uses it: a page that does not, does not load it. */
export interface RendererParts {
  /** Calls and streams of contracts. */
  readonly rpc: RpcPart;
  /** Guests that it lends its connection to. */
  readonly guests: RendererPart<GuestOpened | GuestFrame | GuestClosed>;
}

export interface RendererPart<Message> {
  receive(message: Message, body: Body): void;
  /** The connection is over. */
  end(error: CulvertError): void;
}

/** Calls and streams, which hold items back for the end of the turn. */
export interface RpcPart extends RendererPart<ServeCall | ServeStream | RpcMessage> {
  /** Sends these now. */
  flush(): void;
  /** The same, and everything later at once: this process exits. */
  exit(): void;
}

/** The wire, for those who bring guests. */
export interface GuestWire extends RendererWire {
  readonly transfersPorts: boolean;
  guest(id: number): Guest;
  /** That guest is gone, and its id is nobody's any more. */
  forgetGuest(id: number): void;
}

export function isAttachable(owner: object | null | undefined): owner is AttachableRenderer {
  return typeof (owner as Partial<AttachableRenderer> | null | undefined)?.[ATTACH] === 'function';
}
