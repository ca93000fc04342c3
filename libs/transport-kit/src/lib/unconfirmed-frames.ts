/** The frames that a sync request carries: those from index `from` on, which may not have left the process yet. */
export interface UnconfirmedSnapshot {
  /** Index of the first frame in `frames`. Frames count from 1. */
  readonly from: number;
  /** The frames themselves, oldest first. */
  readonly frames: string[];
}

/**
 * The renderer's side of a sync lane beside an async one. It keeps the frames of the async lane that may not have left
 * this process. A thread that blocks in `sendSync` cannot send them, so the sync request carries them.
 *
 * Its counterpart in main is {@link FrameSequencer}.
 *
 * @example
 * const unconfirmed = new UnconfirmedFrames();
 * function send(frame: string) { unconfirmed.push(frame); socket.send(frame); }
 * function sendSync(request: string) { return post(JSON.stringify({ ...unconfirmed.snapshot(), request })); }
 */
export class UnconfirmedFrames {
  /** Confirmed frames become `''`, up to `head`. So the cost of confirming a long queue one by one stays linear. */
  private frames: string[] = [];
  private head = 0;
  private confirmed = 0;

  /** Keeps a frame that the async lane sends now, and returns its index, from 1. */
  push(frame: string): number {
    this.frames.push(frame);
    return this.confirmed + this.frames.length - this.head;
  }

  /**
   * Forgets the frames up to this index, because they have left the process. An older index changes nothing. An index
   * beyond the last frame forgets all.
   */
  confirm(upTo: number): void {
    while (this.confirmed < upTo && this.head < this.frames.length) {
      this.frames[this.head++] = '';
      this.confirmed++;
    }
    if (this.head * 2 >= this.frames.length) {
      this.frames = this.frames.slice(this.head);
      this.head = 0;
    }
  }

  /** The unconfirmed frames, oldest first. They stay until they are confirmed. */
  snapshot(): UnconfirmedSnapshot {
    return { from: this.confirmed + 1, frames: this.frames.slice(this.head) };
  }
}
