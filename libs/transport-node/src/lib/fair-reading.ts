/** How long the data of one peer may keep this process busy before others are read, in ms. */
const BUSY_MS = 4;

/** A source of the bytes or messages of one peer. */
export interface PausableSource {
  pause(): void;
  resume(): void;
}

/**
 * Lets other peers be read while one peer sends as much as it can. Node reads 32 buffers of one descriptor, 2
 * MB, before it looks at the next. Those may hold fifty thousand messages.
 */
export class FairReading {
  private readonly source: PausableSource;
  private busyMs = 0;
  private isPaused = false;

  constructor(source: PausableSource) {
    this.source = source;
  }

  /** Processes one piece of the received data. */
  read(work: () => void): void {
    const start = performance.now();
    work();
    this.busyMs += performance.now() - start;
    if (this.busyMs >= BUSY_MS && !this.isPaused) this.pause();
  }

  private pause(): void {
    this.isPaused = true;
    this.source.pause();
    setImmediate(() => {
      this.isPaused = false;
      this.busyMs = 0;
      this.source.resume();
    });
  }
}
