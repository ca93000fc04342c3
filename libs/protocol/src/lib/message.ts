/**
 * Every message of the wire. A message says where its body goes. The body itself (the encoded arguments)
 * travels beside it in a {@link Packet}. No message of a renderer names its sender. Main knows the connection
 * of each frame, and never believes a frame about that.
 */
import type { RendererKind } from './address.js';
import type { Body } from './body.js';
import type { CulvertErrorCode } from './errors.js';

/** The first message of a renderer. Main holds back its messages for this renderer until it arrives. */
export interface Hello {
  readonly kind: 'hello';
  /** The version of the wire: {@link PROTOCOL_VERSION}. Main refuses any other. */
  readonly version: number;
  /** The name of its codec. Main refuses any other than its own. */
  readonly codec: string;
}

/** `ipcRenderer.send` and `channel.next`. The body holds the arguments. */
export interface Send {
  readonly kind: 'send';
  /** The channel, as the app names it. */
  readonly channel: string;
}

/** `ipcRenderer.sendSync`: the renderer blocks until a {@link Reply} with this `seq`, or for `timeoutMs`. */
export interface SyncRequest {
  readonly kind: 'sync';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The number of the request on this connection. */
  readonly seq: number;
  /** Main answers within this time, in ms. After it the renderer goes on with an error. */
  readonly timeoutMs: number;
}

/** `ipcRenderer.invoke` and the calls of contracts: answered by one {@link Reply} with this `seq`. */
export interface Call {
  readonly kind: 'call';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The number of the request on this connection. */
  readonly seq: number;
  /** The renderer that serves it. Without `to`, main serves it. */
  readonly to?: number;
  /** Values that interceptors send beside the input. */
  readonly headers?: Headers;
}

/** Values by name that interceptors send beside the input, `traceparent` above all. */
export type Headers = Readonly<Record<string, string>>;

/** How a source that cannot pause treats its items while there is no demand. */
export type Overflow = 'buffer' | 'latest' | 'drop' | 'error';

/** How much a producer may send from the start, and how it treats the rest. */
export interface StreamTerms {
  /** Items that may be sent before a {@link Demand} allows more. */
  readonly items: number;
  /** The same in bytes. The producer still sends the item that uses up the last of them. */
  readonly bytes: number;
  /** How the producer treats items for which there is no demand. */
  readonly overflow: Overflow;
  /** How many items `buffer` keeps. */
  readonly bufferSize: number;
}

/** Subscribes to a remote Observable. Its items come as {@link Items}. Its one {@link Reply} ends it. */
export interface OpenStream extends StreamTerms {
  readonly kind: 'stream';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The number of the request on this connection. */
  readonly seq: number;
  /** The renderer that serves it. Without `to`, main serves it. */
  readonly to?: number;
  /** The input is a stream too. The body holds no input: the consumer sends the input's items. */
  readonly input?: true;
  /** Values that interceptors send beside the input. */
  readonly headers?: Headers;
}

/*
 * The messages of an open call or stream. `seq` is always the number that the renderer on this connection knows
 * it by. For calls that the renderer opens, this is its own number. For calls that it serves, it is a number of
 * main's. With `input`, the roles are reversed: the items belong to the input, and the consumer sends them.
 */

/** Consumer to producer: the amount consumed and the additional amount granted (Reactive Streams' `request(n)`). */
export interface Demand {
  readonly kind: 'demand';
  /** The number of the request on this connection. */
  readonly seq: number;
  /** How many more items the producer may send. */
  readonly items: number;
  /** How many more bytes of items the producer may send. */
  readonly bytes: number;
  /** The message belongs to the input of a stream, so the roles are reversed. */
  readonly input?: true;
}

/** Consumer to producer: the consumer has unsubscribed, timed out or aborted. */
export interface Cancel {
  readonly kind: 'cancel';
  /** The number of the request on this connection. */
  readonly seq: number;
  /** The message belongs to the input of a stream, so the roles are reversed. */
  readonly input?: true;
}

/** Producer to consumer: several items with their bodies joined into one. `sizes` has the size of each body. */
export interface Items {
  readonly kind: 'items';
  /** The number of the request on this connection. */
  readonly seq: number;
  /** The size of each body, in their order. */
  readonly sizes: readonly BodySize[];
  /** Sent with the first items if the producer grants a smaller window than the consumer asked for. */
  readonly window?: readonly [items: number, bytes: number];
  /** The message belongs to the input of a stream, so the roles are reversed. */
  readonly input?: true;
}

/** Length of a body's text in UTF-16 units, with the number of its blobs where it has any. */
export type BodySize = number | readonly [text: number, blobs: number];

/**
 * The one answer to a sync request, call or port request. The body holds one value: the result, or an encoded
 * error. For a port that was opened, it holds the port. For a stream this is the end: completion with an empty
 * body, or an error.
 */
export interface Reply {
  readonly kind: 'reply';
  /** The number of the request on this connection. */
  readonly seq: number;
  /** True for a result, a port or completion. False for an error. */
  readonly ok: boolean;
  /** The message belongs to the input of a stream, so the roles are reversed. */
  readonly input?: true;
}

/** A message of a call or stream that is open. Both sides send these. */
export type RpcMessage = Demand | Cancel | Items | Reply;

/** `ipcRenderer.sendTo`: to another renderer, by webContents id. */
export interface SendTo {
  readonly kind: 'sendTo';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The webContents id of the receiver. */
  readonly to: number;
}

/** `ipcRenderer.sendToHost`: from a guest to the window that embeds it. */
export interface SendToHost {
  readonly kind: 'sendToHost';
  /** The channel, as the app names it. */
  readonly channel: string;
}

/**
 * `renderer.openPort`: asks for a private channel to another renderer. A {@link Reply} with this `seq` answers
 * it and brings one end. The other end goes to `to` as a {@link DeliverPort}.
 */
export interface OpenPort {
  readonly kind: 'port';
  /** The purpose of the port: a name that the app chooses and the policy sees. */
  readonly channel: string;
  /** The webContents id of the renderer that gets the other end. */
  readonly to: number;
  /** The number of the request on this connection. */
  readonly seq: number;
}

/**
 * From a window that embeds guests: its guest number `guest` connects, or reconnects after a reload, with its
 * webContents id. The guest's frames are {@link GuestFrame}s with this `link`. The host never gives two
 * connections the same `link`. Main answers with {@link GuestOpened}.
 */
export interface OpenGuest {
  readonly kind: 'openGuest';
  /** The host's own number of the guest. It stays the same after a reload. */
  readonly guest: number;
  /** The number of this connection of the guest, which the host never uses again. */
  readonly link: number;
  /**
   * The origin of the guest's document, as the host claims it. Main does not verify it, and calls it
   * `claimedOrigin`.
   */
  readonly origin: string;
}

/** Both ways: a frame of the guest's own connection, which the host relays unread. The body holds that frame. */
export interface GuestFrame {
  readonly kind: 'guestFrame';
  /** The connection of the guest, by the number that {@link OpenGuest} gave. */
  readonly link: number;
}

/** From a window that embeds: this connection of a guest has ended, and no other has replaced it yet. */
export interface GuestEnded {
  readonly kind: 'guestEnded';
  /** The connection of the guest, by the number that {@link OpenGuest} gave. */
  readonly link: number;
}

/** From a window that embeds: the guest is permanently gone. */
export interface CloseGuest {
  readonly kind: 'closeGuest';
  /** The number that {@link OpenGuest} gave. */
  readonly guest: number;
}

/** From a window that embeds: the number of messages that claimed to be from this guest and were not. */
export interface GuestIgnored {
  readonly kind: 'guestIgnored';
  /** The connection of the guest, by the number that {@link OpenGuest} gave. */
  readonly link: number;
  /** How many messages the window has ignored since it last said so. */
  readonly count: number;
}

/** The messages of a window about its guests. Only this window may end their connections. */
export type GuestMessage = OpenGuest | GuestFrame | GuestEnded | CloseGuest | GuestIgnored;

/** Every message that a renderer sends to main. */
export type RendererMessage =
  Hello | Send | SyncRequest | Call | OpenStream | RpcMessage | SendTo | SendToHost | OpenPort | GuestMessage;

/** The handshake succeeded. It carries the renderer's webContents id and the epoch of this connection. */
export interface Welcome {
  readonly kind: 'welcome';
  /** The renderer's webContents id. */
  readonly id: number;
  /** The epoch of this connection: greater than that of every earlier connection. */
  readonly epoch: number;
  /** The largest message that main accepts, in bytes as `limits.messageBytes` counts them. */
  readonly messageBytes?: number;
}

/** The handshake failed. The connection closes after it. */
export interface Refuse {
  readonly kind: 'refuse';
  /** The error that the renderer reports: `ERR_CULVERT_VERSION_MISMATCH` for instance. */
  readonly code: CulvertErrorCode;
  /** The reason in words, for a developer. */
  readonly reason: string;
}

/** For `ipcRenderer.on(channel)`: from main (`senderId` 0) or, by `sendTo`, from another renderer. */
export interface Deliver {
  readonly kind: 'deliver';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The webContents id of the sender: 0 is main. */
  readonly senderId: number;
}

/** For the `<webview>` element of guest `guestId`, in the window that embeds it. */
export interface DeliverToHost {
  readonly kind: 'deliverToHost';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The webContents id of the guest that has sent it. */
  readonly guestId: number;
}

/** The caller, as main has verified it. The id 0 is main itself. */
export interface Caller {
  /** Its webContents id: 0 is main. */
  readonly id: number;
  /** Its kind, as main connected it. */
  readonly kind: RendererKind | 'main';
  /** The webContents id of the window that embeds it. */
  readonly host?: number;
  /** Web origin, as verified by the transport. */
  readonly origin?: string;
  /** The origin of a guest, as its host window claims it. Main has not verified it. */
  readonly claimedOrigin?: string;
  /** The name that the transport has authenticated, for instance by a certificate. */
  readonly identity?: string;
  /** True for a caller that came over a network, so main did not start it. */
  readonly remote?: boolean;
}

/** A call of a handler that this renderer exposes. The renderer answers with a {@link Reply}. */
export interface ServeCall {
  readonly kind: 'serveCall';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The number of the request on this connection. */
  readonly seq: number;
  /** The caller, as main has verified it. */
  readonly sender: Caller;
  /** Values that interceptors send beside the input. */
  readonly headers?: Headers;
}

/** A subscription to an Observable that this renderer exposes. */
export interface ServeStream extends StreamTerms {
  readonly kind: 'serveStream';
  /** The channel, as the app names it. */
  readonly channel: string;
  /** The number of the request on this connection. */
  readonly seq: number;
  /** The caller, as main has verified it. */
  readonly sender: Caller;
  /** The message belongs to the input of a stream, so the roles are reversed. */
  readonly input?: true;
  /** Values that interceptors send beside the input. */
  readonly headers?: Headers;
}

/** For `renderer.ports$`: one end of a channel, in the body's ports. The renderer `senderId` has the other end. */
export interface DeliverPort {
  readonly kind: 'deliverPort';
  /** The purpose of the port: a name that the app chooses and the policy sees. */
  readonly channel: string;
  /** The webContents id of the renderer at the other end. */
  readonly senderId: number;
}

/** The answer to {@link OpenGuest}: the guest's webContents id. */
export interface GuestOpened {
  readonly kind: 'guestOpened';
  /** The number that {@link OpenGuest} gave. */
  readonly guest: number;
  /** The guest's webContents id. */
  readonly id: number;
}

/** Main has ended this connection of a guest. */
export interface GuestClosed {
  readonly kind: 'guestClosed';
  /** The connection of the guest, by the number that {@link OpenGuest} gave. */
  readonly link: number;
}

/** Every message that main sends to a renderer. */
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

/** Every message of the wire. */
export type Message = RendererMessage | MainMessage;

/** A message and its body, the unit that frames carry. */
export interface Packet<M extends Message = Message> {
  /** The message itself, which says where the body goes. */
  readonly message: M;
  /** The encoded arguments, result or items. */
  readonly body: Body;
  /** Other packets share this body, so its blobs must not be transferred. */
  readonly isShared?: boolean;
}
