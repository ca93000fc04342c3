import { syncTimeout } from '@culvert/transport-kit';

/**
 * The peer usually answers within this time. A sleep is longer than the whole round trip, so the thread polls
 * first.
 */
const SPIN_MS = 0.2;
/** A wait of minutes costs little processor time, and the answer is noticed within a millisecond. */
const SHORTEST_SLEEP_MS = 0.05;
const LONGEST_SLEEP_MS = 1;

/** Paces a thread that polls, and limits its wait. */
export class PollBackoff {
  private readonly timeoutMs: number;
  private readonly start = performance.now();
  private readonly sleepCell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private sleepMs = SHORTEST_SLEEP_MS;
  private spinUntilMs = SPIN_MS;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT` once the time is over */
  wait(): void {
    const waitedMs = performance.now() - this.start;
    if (waitedMs >= this.timeoutMs) throw syncTimeout(this.timeoutMs);
    if (waitedMs < this.spinUntilMs) return;
    Atomics.wait(this.sleepCell, 0, 0, Math.min(this.sleepMs, this.timeoutMs - waitedMs));
    this.sleepMs = Math.min(this.sleepMs * 2, LONGEST_SLEEP_MS);
  }

  /** The peer is active: more will follow soon, as after the start. */
  progressed(): void {
    this.sleepMs = SHORTEST_SLEEP_MS;
    this.spinUntilMs = performance.now() - this.start + SPIN_MS;
  }
}
