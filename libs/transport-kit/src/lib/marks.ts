/** So much is sent between two marks, in bytes: a peer that takes little is never asked. */
export const MARK_BYTES = 256 * 1024;

/**
 * Tells how much of what was sent the peer has taken, where the platform does not: by marks behind what is sent, which an
 * honest peer returns. A mark cannot be guessed, so a peer that does not read cannot say that it has.
 *
 * What was sent after the last mark does not count. So a peer that returns none stays behind by what was marked only.
 *
 * @example
 * const mark = marks.sent(frameBytes(frame));
 * port.postMessage(frame);
 * if (mark !== undefined) port.postMessage({ mark });
 */
export class Marks {
  private readonly newMark: () => string;
  private readonly open: { readonly mark: string; readonly bytes: number }[] = [];
  private unmarked = 0;
  private marked = 0;

  /** @param newMark random, of at least 64 bits */
  constructor(newMark: () => string) {
    this.newMark = newMark;
  }

  /** What stands before a mark that the peer has not returned, in bytes. */
  get queuedBytes(): number {
    return this.marked;
  }

  /** @returns the mark to send behind that, if there is to be one */
  sent(bytes: number): string | undefined {
    this.unmarked += bytes;
    if (this.unmarked < MARK_BYTES) return undefined;
    const mark = this.newMark();
    this.open.push({ mark, bytes: this.unmarked });
    this.marked += this.unmarked;
    this.unmarked = 0;
    return mark;
  }

  /** What the peer has returned, and what stood before it, was taken. What is no mark says nothing. */
  returned(mark: unknown): void {
    const at = this.open.findIndex((one) => one.mark === mark);
    if (at < 0) return;
    for (const { bytes } of this.open.splice(0, at + 1)) this.marked -= bytes;
  }
}
