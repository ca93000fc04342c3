import { UnconfirmedFrames, type UnconfirmedSnapshot } from './unconfirmed-frames.js';
import { OPEN, CONNECTING, type WebSocketLike } from './web-socket-like.js';

/**
 * The async lane of a {@link webSocketSession}: sends frames in order, holds them back until the socket is open, and
 * knows which ones a blocked thread could still be holding.
 */
export class SocketLane {
  private readonly unconfirmed = new UnconfirmedFrames();
  /** Frames given while the socket was connecting: the first ones of all. */
  private queued: string[] = [];
  private queuedUnits = 0;
  /** Bytes given to the socket, in the socket's own measure: what `bufferedAmount` grew by. */
  private written = 0;
  /** `written` behind each frame from index `left + 1` on, from `head`; the ones before have left the socket. */
  private ends: number[] = [];
  private head = 0;
  private left = 0;
  private readonly socket: WebSocketLike;

  constructor(socket: WebSocketLike) {
    this.socket = socket;
  }

  /** What has not left this process, in bytes. A unit of text that still waits for the socket counts two. */
  get queuedBytes(): number {
    return this.socket.bufferedAmount + this.queuedUnits * 2;
  }

  /** Sends now, or when the socket opens, or, where it is closed, never. */
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

  /** Sends what was held back while the socket was connecting. */
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

  /** What a sync request has to take along. */
  snapshot(): UnconfirmedSnapshot {
    this.confirmLeft();
    return this.unconfirmed.snapshot();
  }

  /**
   * Main has answered a sync request, so it has the frames that this one took along. Of those not sent yet only the
   * number counts: they go out empty, and main skips them.
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
   * Within one turn `bufferedAmount` only grows, so the difference is the size of the frame in just the measure that
   * it is held against later, with or without the overhead of the wire, and nobody has to count bytes.
   */
  private write(frame: string): void {
    const before = this.socket.bufferedAmount;
    this.socket.send(frame);
    this.written += Math.max(0, this.socket.bufferedAmount - before);
    this.ends.push(this.written);
  }
}
