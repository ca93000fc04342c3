import type { SchedulerLike, Subscription } from 'rxjs';
import type { KeepAlive } from './keep-alive-message.js';
import { Silence, isLate } from './silence.js';

/** A slow line: what main announces may take so long that it comes at this rate, in bytes a ms. */
const SLOWEST_BYTES_PER_MS = 32;

/**
 * The renderer's watch over main: notices when nothing comes any more on a socket that looks open, because a machine, a
 * network or a proxy in between is gone. Starts when main has said how often it gives a sign of life.
 */
export class MainWatch {
  private readonly silence = new Silence();
  private readonly scheduler: SchedulerLike;
  private readonly onSilent: (ms: number) => void;
  private intervalMs = 0;
  private timer: Subscription | undefined;
  private since = 0;
  /** Until then, one large message may keep all others waiting. */
  private patientUntil = 0;

  /** @param onSilent called once, with how long nothing has come, in ms */
  constructor(scheduler: SchedulerLike, onSilent: (ms: number) => void) {
    this.scheduler = scheduler;
    this.onSilent = onSilent;
  }

  heard(): void {
    this.patientUntil = 0;
    this.silence.heard();
  }

  expect({ keepAliveMs, nextBytes = 0 }: KeepAlive): void {
    if (nextBytes > 0) this.patientUntil = this.scheduler.now() + nextBytes / SLOWEST_BYTES_PER_MS;
    if (keepAliveMs === this.intervalMs) return;
    this.stop();
    this.intervalMs = keepAliveMs;
    if (keepAliveMs > 0) this.wait();
  }

  stop(): void {
    this.timer?.unsubscribe();
    this.intervalMs = 0;
  }

  private wait(): void {
    this.since = this.scheduler.now();
    this.timer = this.scheduler.schedule(() => this.passed(), this.intervalMs);
  }

  private passed(): void {
    const now = this.scheduler.now();
    if (now < this.patientUntil) this.silence.heard();
    if (!this.silence.passed(isLate(now - this.since, this.intervalMs))) return this.wait();
    const { intervalMs } = this;
    this.stop();
    this.onSilent(2 * intervalMs);
  }
}
