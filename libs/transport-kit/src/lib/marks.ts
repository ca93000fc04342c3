/** The bytes between two marks. A peer that receives little is never asked. */
export const MARK_BYTES = 256 * 1024;

/**
 * Measures how many of the sent bytes the peer has taken, on a platform that cannot tell. A mark follows the sent bytes,
 * and an honest peer returns it. A mark cannot be guessed, so a peer that does not read cannot claim to have read.
 *
 * Bytes after the last mark do not count. So for a peer that returns no marks, only the marked bytes count as waiting.
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

  /** The bytes before marks that the peer has not returned. */
  get queuedBytes(): number {
    return this.marked;
  }

  /** @returns the mark to send after these bytes, if one is due */
  sent(bytes: number): string | undefined {
    this.unmarked += bytes;
    if (this.unmarked < MARK_BYTES) return undefined;
    const mark = this.newMark();
    this.open.push({ mark, bytes: this.unmarked });
    this.marked += this.unmarked;
    this.unmarked = 0;
    return mark;
  }

  /** Takes a returned mark: the bytes before it were taken. Any other value is ignored. */
  returned(mark: unknown): void {
    const at = this.open.findIndex((one) => one.mark === mark);
    if (at < 0) return;
    for (const { bytes } of this.open.splice(0, at + 1)) this.marked -= bytes;
  }
}
