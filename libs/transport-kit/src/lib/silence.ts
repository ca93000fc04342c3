/** Intervals without a sign of life after which a peer is taken for gone. */
const MAX_SILENT = 2;

/**
 * Decides when a peer has been silent for too long: counts the intervals in which nothing came from it.
 *
 * A process that was itself stopped finds its timer late and the peer's messages unread. That is not the peer's
 * silence: such an interval decides nothing, unless the one before was late as well, as timers of hidden pages are.
 *
 * @example
 * socket.on('message', () => silence.heard());
 * every(intervalMs, (isLate) => { if (silence.passed(isLate)) socket.terminate(); });
 */
export class Silence {
  private silent = 0;
  private wasLate = false;
  private isHeard = true;

  /** A sign of life. Called for every message, so it costs no more than a field. */
  heard(): void {
    this.isHeard = true;
  }

  /**
   * An interval is over.
   *
   * @returns whether the peer is to be taken for gone
   */
  passed(isLate: boolean): boolean {
    this.silent = this.isHeard ? 0 : this.silent + 1;
    this.isHeard = false;
    const mayDecide = !isLate || this.wasLate;
    this.wasLate = isLate;
    return mayDecide && this.silent >= MAX_SILENT;
  }
}

/** Whether a timer of this interval has fired so late that this process must have been stopped. */
export function isLate(elapsedMs: number, intervalMs: number): boolean {
  return elapsedMs > intervalMs * 1.5;
}
