/** How long what one peer has sent may keep this process busy before others have their turn, in ms. */
const BUSY_MS = 4;

/** What brings the bytes or messages of one peer. */
export interface PausableSource {
  pause(): void;
  resume(): void;
}

/**
 * Lets others have their turn while one peer sends as much as it can: Node reads 32 buffers of one descriptor, 2 MB, before
 * it looks at the next, and those may hold fifty thousand messages.
 */
export class FairReading {
  private readonly source: PausableSource;
  private busyMs = 0;
  private isPaused = false;

  constructor(source: PausableSource) {
    this.source = source;
  }

  /** Reads a piece of what has come. */
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
