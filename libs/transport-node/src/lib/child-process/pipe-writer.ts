import { Socket } from 'node:net';
import { disconnected } from '@culvert/transport-kit';
import { ByteQueue } from './byte-queue.js';
import type { PollBackoff } from './poll-backoff.js';
import { writeBeforeExit, writeSome } from './write-now.js';

/** Pauses between two tries at a full pipe, in ms. Main usually empties it within the first pause. */
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 16;
/**
 * A long turn that sends much tries again after this time, in ms, because main would idle until its end. A
 * failed try costs little of that.
 */
const RETRY_MS = 0.25;
/**
 * If more bytes than this wait, such a turn stays at the pipe while main empties it. Both then work at once. It spends a tenth of its time on that, and 2 ms at most, because main may be busy.
 */
const LARGE_BYTES = 64 * 1024;
const STAY_SHARE = 0.1;
const LONGEST_STAY_MS = 2;
const STAY_SLEEP_MS = 0.05;

/**
 * The child's writing end. All bytes go through this one queue, and by calls that return at once. So a thread
 * that blocks in `sendSync`, or that exits, can write the rest itself. It could not do so if the event loop had
 * the bytes.
 */
export class PipeWriter {
  private readonly fd: number;
  private readonly queue = new ByteQueue();
  private readonly sleepCell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  /** Never written to. Opening it is Node's only way to make a descriptor non-blocking. */
  private readonly socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = SHORTEST_PAUSE_MS;
  /** The time at which the pipe was last full. */
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

  /** Keeps the buffers: the caller must not write into them again. */
  write(buffers: readonly Uint8Array[]): void {
    if (this.isBroken) return;
    for (const buffer of buffers) this.queue.push(buffer);
    if (this.isExiting) return this.exit();
    const sinceFullMs = performance.now() - this.fullAt;
    if (this.timer !== undefined && sinceFullMs < RETRY_MS) return;
    this.run(Math.min(sinceFullMs * STAY_SHARE, LONGEST_STAY_MS));
  }

  /**
   * Blocks until these buffers, and all before them, are written. If the caller gives up before their first
   * byte is written, nothing of them is sent. Otherwise the rest follows later.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED`
   */
  writeNow(buffers: readonly Uint8Array[], backoff: PollBackoff): void {
    this.write(buffers);
    try {
      while (!this.isBroken && this.queue.bytes > 0) {
        if (this.attempt() > 0) backoff.progressed();
        else backoff.wait();
      }
    } catch (error) {
      this.queue.withdraw(buffers);
      throw error;
    }
    if (this.isBroken) throw disconnected();
  }

  /** Resolves when the queue is empty, or main has stopped reading. */
  flush(): Promise<void> {
    if (this.queue.bytes === 0) return Promise.resolve();
    return new Promise((resolve) => this.flushed.push(resolve));
  }

  /** Writes the queue, and every later write, at once. */
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
      else Atomics.wait(this.sleepCell, 0, 0, STAY_SLEEP_MS);
    }
    if (this.queue.bytes > 0) {
      this.fullAt = performance.now();
      this.timer = setTimeout(() => this.run(), this.pauseMs);
      this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    } else if (this.flushed.length > 0) {
      for (const resolve of this.flushed.splice(0)) resolve();
    }
  }

  /**
   * An error here only means that main does not take these bytes. The pipe that is read tells of main's end,
   * after its last frame.
   */
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
