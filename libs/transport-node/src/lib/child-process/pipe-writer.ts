import { Socket } from 'node:net';
import { disconnected } from '@culvert/core/transport-kit';
import { ByteQueue } from './byte-queue.js';
import type { PollBackoff } from './poll-backoff.js';
import { writeBeforeExit, writeSome } from './write-now.js';

/** Pauses between two looks at a pipe that is full, in ms: main empties it within the first, as a rule. */
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 16;
/** A long turn that sends much tries again this soon, in ms, for main would idle until its end. A vain try costs little of that. */
const RETRY_MS = 0.25;
/**
 * Where more than this waits, in bytes, such a turn stays at the pipe while main empties it: both then work at once. It
 * gives a tenth of its time to that, and 2 ms at most. Main may be busy, or stopped.
 */
const LARGE_BYTES = 64 * 1024;
const STAY_SHARE = 0.1;
const LONGEST_STAY_MS = 2;
const STAY_NAP_MS = 0.05;

/**
 * The child's writing end. All bytes go through this one queue, and by calls that return at once: so a thread that blocks
 * in `sendSync`, or that exits, can write the rest itself, which it could not where the event loop had them.
 */
export class PipeWriter {
  private readonly fd: number;
  private readonly queue = new ByteQueue();
  private readonly bed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  /** Never written to: opening it is Node's only way to make a descriptor non-blocking. */
  private readonly socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = SHORTEST_PAUSE_MS;
  /** When the pipe was last seen full. */
  private fullAt = 0;
  private flushed: (() => void)[] = [];
  private isExiting = false;
  private isBroken = false;

  constructor(fd: number, isBlocking: boolean) {
    this.fd = fd;
    if (isBlocking) return;
    this.socket = new Socket({ fd, readable: false, writable: true });
    this.socket.on('error', () => {});
    this.socket.unref();
  }

  get queuedBytes(): number {
    return this.queue.bytes;
  }

  /** Keeps the buffers: the caller does not write into them again. */
  write(buffers: readonly Uint8Array[]): void {
    if (this.isBroken) return;
    for (const buffer of buffers) this.queue.push(buffer);
    if (this.isExiting) return this.exit();
    const sinceFullMs = performance.now() - this.fullAt;
    if (this.timer !== undefined && sinceFullMs < RETRY_MS) return;
    this.run(Math.min(sinceFullMs * STAY_SHARE, LONGEST_STAY_MS));
  }

  /**
   * Blocks until the buffers, and all before them, are written. Where they are given up before their first byte, they
   * leave nothing behind; otherwise the rest of them follows later.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED`
   */
  writeNow(buffers: readonly Uint8Array[], patience: PollBackoff): void {
    this.write(buffers);
    try {
      while (!this.isBroken && this.queue.bytes > 0) {
        if (this.attempt() > 0) patience.progressed();
        else patience.nap();
      }
    } catch (error) {
      this.queue.withdraw(buffers);
      throw error;
    }
    if (this.isBroken) throw disconnected();
  }

  /** Resolves when the queue is empty, or main does not read any more. */
  flush(): Promise<void> {
    if (this.queue.bytes === 0) return Promise.resolve();
    return new Promise((resolve) => this.flushed.push(resolve));
  }

  /** Writes the queue, and from now on everything at once. */
  exit(): void {
    this.isExiting = true;
    if (!this.isBroken) writeBeforeExit(this.fd, this.queue);
  }

  close(): void {
    this.break();
    this.socket?.destroy();
  }

  private run(stayMs = 0): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const stayUntil = performance.now() + stayMs;
    while (this.queue.bytes > 0) {
      if (this.attempt() > 0) this.pauseMs = SHORTEST_PAUSE_MS;
      else if (this.queue.bytes < LARGE_BYTES || performance.now() >= stayUntil) break;
      else Atomics.wait(this.bed, 0, 0, STAY_NAP_MS);
    }
    if (this.queue.bytes > 0) {
      this.fullAt = performance.now();
      this.timer = setTimeout(() => this.run(), this.pauseMs);
      this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    } else if (this.flushed.length > 0) {
      for (const resolve of this.flushed.splice(0)) resolve();
    }
  }

  /** Main's end is noticed by the pipe that is read, behind its last frame: here it only means that nobody takes this. */
  private attempt(): number {
    try {
      return writeSome(this.fd, this.queue);
    } catch {
      this.break();
      return 0;
    }
  }

  private break(): void {
    this.isBroken = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.queue.clear();
    for (const resolve of this.flushed.splice(0)) resolve();
  }
}
