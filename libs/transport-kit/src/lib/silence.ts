/** After so many intervals without a sign of life, a peer counts as gone. */
const MAX_SILENT = 2;

/**
 * Decides that a peer has been silent for too long. It counts the intervals without a message of the peer.
 *
 * A process that was itself stopped finds its timer late and the messages of the peer unread. Such an interval does not
 * count, because the peer was not silent. It does count if the interval before was late as well, as in a hidden page.
 *
 * @example
 * socket.on('message', () => silence.heard());
 * onTick(intervalMs, (isLate) => { if (silence.passed(isLate)) socket.terminate(); });
 */
export class Silence {
  private silent = 0;
  private wasLate = false;
  private isHeard = true;

  /** Notes a sign of life. It is called for every message, so it is as cheap as a field. */
  heard(): void {
    this.isHeard = true;
  }

  /**
   * An interval is over.
   *
   * @returns `true` if the peer counts as gone
   */
  passed(isLate: boolean): boolean {
    this.silent = this.isHeard ? 0 : this.silent + 1;
    this.isHeard = false;
    const mayDecide = !isLate || this.wasLate;
    this.wasLate = isLate;
    return mayDecide && this.silent >= MAX_SILENT;
  }
}

/**
 * Tells if a timer of this interval has fired so late that this process must have been stopped.
 *
 * @param elapsedMs the time since the last tick, in ms
 * @param intervalMs the interval of the timer, in ms
 */
export function isLate(elapsedMs: number, intervalMs: number): boolean {
  return elapsedMs > intervalMs * 1.5;
}
