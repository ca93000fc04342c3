/**
 * Every message of the wire. A message says where its body goes; the body itself (the encoded arguments) travels
 * beside it in a {@link Packet}. There is no sender in any message of a renderer: main knows which connection a
 * frame came from, and never believes a frame about that.
 */
import type { RendererKind } from './address.js';
import type { Body } from './body.js';
import type { CulvertErrorCode } from './errors.js';

/** The first message of a renderer. Without it main keeps what it has for this renderer. */
export interface Hello {
  readonly kind: 'hello';
  readonly version: number;
  readonly codec: string;
}

/** `ipcRenderer.send` and `channel.next`: body is the arguments. */
export interface Send {
  readonly kind: 'send';
  readonly channel: string;
}

/** `ipcRenderer.sendSync`: the renderer is blocked until a {@link Reply} with this `seq`, or `timeoutMs`. */
export interface SyncRequest {
  readonly kind: 'sync';
  readonly channel: string;
  readonly seq: number;
  readonly timeoutMs: number;
}

/** `ipcRenderer.invoke` and the calls of contracts: answered by one {@link Reply} with this `seq`. */
export interface Call {
  readonly kind: 'call';
  readonly channel: string;
  readonly seq: number;
  /** The renderer that serves it. Without it, main does. */
  readonly to?: number;
  readonly headers?: Headers;
}

/** What interceptors hand on beside the input, by name: `traceparent` above all. */
export type Headers = Readonly<Record<string, string>>;

/** What becomes of the items of a source that cannot pause, while there is no demand for them. */
export type Overflow = 'buffer' | 'latest' | 'drop' | 'error';

/** How much a producer may send from the start on, and what it does with more. */
export interface StreamTerms {
  /** Items that may be sent before a {@link Demand} allows more. */
  readonly items: number;
  /** The same in bytes; the item that uses up the last of them is still sent. */
  readonly bytes: number;
  readonly overflow: Overflow;
  /** How many items `buffer` keeps. */
  readonly bufferSize: number;
}

/** Subscribes to a remote Observable. Its items come as {@link Items}; its one {@link Reply} is its end. */
export interface OpenStream extends StreamTerms {
  readonly kind: 'stream';
  readonly channel: string;
  readonly seq: number;
  readonly to?: number;
  /** The input is a stream itself: the body has none, and its items come from the one who subscribes. */
  readonly input?: true;
  readonly headers?: Headers;
}

/*
 * What goes to and fro while a call or stream is open. `seq` is always the number that the renderer on this connection
 * knows it by: its own for what it has opened, one of main's for what it serves. With `input`, the roles are changed:
 * the items are those of the input, and it is the consumer that sends them.
 */

/** Consumer to producer: so much was consumed, so much more may be sent (Reactive Streams' `request(n)`). */
export interface Demand {
  readonly kind: 'demand';
  readonly seq: number;
  readonly items: number;
  readonly bytes: number;
  readonly input?: true;
}

/** Consumer to producer: no longer interested (unsubscribed, timed out, aborted). */
export interface Cancel {
  readonly kind: 'cancel';
  readonly seq: number;
  readonly input?: true;
}

/** Producer to consumer: items, whose bodies are joined into one; `sizes` are those of the single ones. */
export interface Items {
  readonly kind: 'items';
  readonly seq: number;
  readonly sizes: readonly BodySize[];
  /** With the first items, where the producer grants less than the consumer has asked for: so many, and so many bytes. */
  readonly window?: readonly [items: number, bytes: number];
  readonly input?: true;
}

/** Length of a body's text in UTF-16 units, with the number of its blobs where it has any. */
export type BodySize = number | readonly [text: number, blobs: number];

/**
 * The one answer to a sync request, call or port request. The body holds one value: the result, or an encoded error;
 * for a port that was opened it holds that. For a stream it is the end: completion with an empty body, or an error.
 */
export interface Reply {
  readonly kind: 'reply';
  readonly seq: number;
  readonly ok: boolean;
  readonly input?: true;
}

export type RpcMessage = Demand | Cancel | Items | Reply;

/** `ipcRenderer.sendTo`: to another renderer, by webContents id. */
export interface SendTo {
  readonly kind: 'sendTo';
  readonly channel: string;
  readonly to: number;
}

/** `ipcRenderer.sendToHost`: from a guest to the window that embeds it. */
export interface SendToHost {
  readonly kind: 'sendToHost';
  readonly channel: string;
}

/**
 * `renderer.openPort`: asks for a channel of its own to another renderer. Answered by one {@link Reply} with this
 * `seq`, which brings one end; the other goes to `to` as a {@link DeliverPort}.
 */
export interface OpenPort {
  readonly kind: 'port';
  /** What the port is for: a name of the user's, which the policy sees. */
  readonly channel: string;
  readonly to: number;
  readonly seq: number;
}

/**
 * From a window that embeds: its guest number `guest` connects, or connects anew after a reload, with its webContents
 * id. Its frames are {@link GuestFrame}s with this `link`, which the host gives no connection twice. Answered by
 * {@link GuestOpened}.
 */
export interface OpenGuest {
  readonly kind: 'openGuest';
  readonly guest: number;
  readonly link: number;
  /** Of the guest's document, as the host says. Main verifies nothing of it, and calls it `claimedOrigin`. */
  readonly origin: string;
}

/** Both ways: a frame of the guest's own connection, which the host passes on unread. Body: that frame. */
export interface GuestFrame {
  readonly kind: 'guestFrame';
  readonly link: number;
}

/** From a window that embeds: this connection of a guest has ended, and no other one has taken its place yet. */
export interface GuestEnded {
  readonly kind: 'guestEnded';
  readonly link: number;
}

/** From a window that embeds: the guest is gone, for good. */
export interface CloseGuest {
  readonly kind: 'closeGuest';
  readonly guest: number;
}

/** From a window that embeds: so many messages claimed to be of this guest, and came from somebody else. */
export interface GuestIgnored {
  readonly kind: 'guestIgnored';
  readonly link: number;
  readonly count: number;
}

/** What a window says of its guests. Their connections are its own to end, and nobody else's. */
export type GuestMessage = OpenGuest | GuestFrame | GuestEnded | CloseGuest | GuestIgnored;

export type RendererMessage =
  Hello | Send | SyncRequest | Call | OpenStream | RpcMessage | SendTo | SendToHost | OpenPort | GuestMessage;

/** The handshake succeeded: the renderer's webContents id, and the epoch of this connection. */
export interface Welcome {
  readonly kind: 'welcome';
  readonly id: number;
  readonly epoch: number;
}

/** The handshake failed; the connection closes after it. */
export interface Refuse {
  readonly kind: 'refuse';
  readonly code: CulvertErrorCode;
  readonly reason: string;
}

/** For `ipcRenderer.on(channel)`: from main (`senderId` 0) or, by `sendTo`, from another renderer. */
export interface Deliver {
  readonly kind: 'deliver';
  readonly channel: string;
  readonly senderId: number;
}

/** For the `<webview>` element of guest `guestId`, in the window that embeds it. */
export interface DeliverToHost {
  readonly kind: 'deliverToHost';
  readonly channel: string;
  readonly guestId: number;
}

/** Who calls, as main has verified it. The id 0 is main itself. */
export interface Caller {
  readonly id: number;
  readonly kind: RendererKind | 'main';
  /** The webContents id of the window that embeds it. */
  readonly host?: number;
  /** Web origin, as the transport verified it. */
  readonly origin?: string;
  /** Of a guest that its window carries: what this window says of its origin, and nobody has verified. */
  readonly claimedOrigin?: string;
  readonly identity?: string;
  /** It came over a network, and main has not started it. */
  readonly remote?: boolean;
}

/** A call for what this renderer exposes. It answers with a {@link Reply}. */
export interface ServeCall {
  readonly kind: 'serveCall';
  readonly channel: string;
  readonly seq: number;
  readonly sender: Caller;
  readonly headers?: Headers;
}

/** A subscription to what this renderer exposes. */
export interface ServeStream extends StreamTerms {
  readonly kind: 'serveStream';
  readonly channel: string;
  readonly seq: number;
  readonly sender: Caller;
  readonly input?: true;
  readonly headers?: Headers;
}

/** For `renderer.ports$`: one end of a channel, in the body's ports. The renderer `senderId` has the other. */
export interface DeliverPort {
  readonly kind: 'deliverPort';
  readonly channel: string;
  readonly senderId: number;
}

/** The answer to {@link OpenGuest}: the guest's webContents id. */
export interface GuestOpened {
  readonly kind: 'guestOpened';
  readonly guest: number;
  readonly id: number;
}

/** Main has ended this connection of a guest. */
export interface GuestClosed {
  readonly kind: 'guestClosed';
  readonly link: number;
}

export type MainMessage =
  | Welcome
  | Refuse
  | Deliver
  | DeliverToHost
  | DeliverPort
  | ServeCall
  | ServeStream
  | RpcMessage
  | GuestOpened
  | GuestFrame
  | GuestClosed;

export type Message = RendererMessage | MainMessage;

/** A message and its body, the unit that frames carry. */
export interface Packet<M extends Message = Message> {
  readonly message: M;
  readonly body: Body;
  /** Others have the same body: its blobs must stay where they are. */
  readonly isShared?: boolean;
}
