import { UnconfirmedFrames, type UnconfirmedSnapshot } from './unconfirmed-frames.js';
import { OPEN, CONNECTING, type WebSocketLike } from './web-socket-like.js';

/**
 * The async lane of a {@link webSocketSession}. It sends frames in order, and holds them back until the socket is open.
 * It knows the frames that a blocked thread could still be holding.
 */
export class SocketLane {
  private readonly unconfirmed = new UnconfirmedFrames();
  /** Frames sent while the socket was connecting. They come before all others. */
  private queued: string[] = [];
  private queuedUnits = 0;
  /** The bytes written to the socket, measured by the growth of `bufferedAmount`. */
  private written = 0;
  /** `written` after each frame from index `left + 1` on, stored from `head`. Earlier frames have left the socket. */
  private ends: number[] = [];
  private head = 0;
  private left = 0;
  private readonly socket: WebSocketLike;

  constructor(socket: WebSocketLike) {
    this.socket = socket;
  }

  /** The bytes that have not left this process. A unit of text that still waits for the socket counts as two. */
  get queuedBytes(): number {
    return this.socket.bufferedAmount + this.queuedUnits * 2;
  }

  /** Sends the frame now, or when the socket opens. On a closed socket the frame is dropped. */
  send(frame: string): void {
    if (this.socket.readyState === OPEN) {
      this.confirmLeft();
      this.unconfirmed.push(frame);
      this.write(frame);
    } else if (this.socket.readyState === CONNECTING) {
      this.unconfirmed.push(frame);
      this.queued.push(frame);
      this.queuedUnits += frame.length;
    }
  }

  hasQueued(): boolean {
    return this.queued.length > 0;
  }

  /** Sends the frames that were held back while the socket was connecting. */
  flush(): void {
    const queued = this.queued;
    this.queued = [];
    this.queuedUnits = 0;
    for (const frame of queued) this.write(frame);
  }

  /** Forgets the frames that have left the socket. */
  confirmLeft(): void {
    const gone = this.written - this.socket.bufferedAmount;
    while (this.head < this.ends.length && this.ends[this.head]! <= gone) {
      this.head++;
      this.left++;
    }
    if (this.head * 2 >= this.ends.length) {
      this.ends = this.ends.slice(this.head);
      this.head = 0;
    }
    this.unconfirmed.confirm(this.left);
  }

  /** The frames that a sync request must carry. */
  snapshot(): UnconfirmedSnapshot {
    this.confirmLeft();
    return this.unconfirmed.snapshot();
  }

  /**
   * Called when main has answered a sync request, and thus has the frames that it carried. Unsent ones among them are
   * sent as empty frames, because only their number counts. Main skips them.
   */
  carried({ from, frames }: UnconfirmedSnapshot): void {
    const upTo = from - 1 + frames.length;
    this.unconfirmed.confirm(upTo);
    for (let i = 0; i < this.queued.length && i < upTo; i++) {
      this.queuedUnits -= this.queued[i]!.length;
      this.queued[i] = '';
    }
  }

  /**
   * Within one turn `bufferedAmount` only grows, so the difference is the size of the frame. Later comparisons use the
   * same measure, with or without the overhead of the network. So this class need not count bytes.
   */
  private write(frame: string): void {
    const before = this.socket.bufferedAmount;
    this.socket.send(frame);
    this.written += Math.max(0, this.socket.bufferedAmount - before);
    this.ends.push(this.written);
  }
}
