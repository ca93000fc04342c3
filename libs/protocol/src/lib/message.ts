/**
 * Every message of the wire. A message says where its body goes; the body itself (the encoded arguments) travels
 * beside it in a {@link Packet}. There is no sender in any message of a renderer: main knows which connection a
 * frame came from, and never believes a frame about that.
 */
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

/** `ipcRenderer.invoke`: answered by one {@link Reply} with this `seq`. */
export interface Call {
  readonly kind: 'call';
  readonly channel: string;
  readonly seq: number;
}

/** The renderer no longer waits for the reply `seq` (it timed out, or was aborted). */
export interface Cancel {
  readonly kind: 'cancel';
  readonly seq: number;
}

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
  /** Of the guest's document, as the host's browser has verified it. */
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
  Hello | Send | SyncRequest | Call | Cancel | SendTo | SendToHost | OpenPort | GuestMessage;

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

/**
 * The one answer to a sync request, call or port request. The body holds one value: the result, or an encoded error;
 * for a port that was opened it holds that.
 */
export interface Reply {
  readonly kind: 'reply';
  readonly seq: number;
  readonly ok: boolean;
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
  Welcome | Refuse | Deliver | DeliverToHost | DeliverPort | Reply | GuestOpened | GuestFrame | GuestClosed;

export type Message = RendererMessage | MainMessage;

/** A message and its body, the unit that frames carry. */
export interface Packet<M extends Message = Message> {
  readonly message: M;
  readonly body: Body;
}
