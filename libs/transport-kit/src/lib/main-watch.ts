import type { SchedulerLike, Subscription } from 'rxjs';
import type { KeepAlive } from './keep-alive-message.js';
import { Silence, isLate } from './silence.js';

/** The rate of a slow network, in bytes a ms. An announced message may take as long as this rate needs. */
const SLOWEST_BYTES_PER_MS = 32;

/**
 * The renderer's watch over main. It notices that messages have stopped on a socket that looks open. The cause is a lost
 * machine, network or proxy. It starts when main has announced its interval of keepalives.
 */
export class MainWatch {
  private readonly silence = new Silence();
  private readonly scheduler: SchedulerLike;
  private readonly onSilent: (ms: number) => void;
  private intervalMs = 0;
  private timer: Subscription | undefined;
  private since = 0;
  /** Until this time, one large message may delay all others. */
  private patientUntil = 0;

  /** @param onSilent called once, with the duration of the silence in ms */
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
