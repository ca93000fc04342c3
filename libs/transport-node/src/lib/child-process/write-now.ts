import { writeSync, writevSync } from 'node:fs';
import type { ByteQueue } from './byte-queue.js';
import { PollBackoff } from './poll-backoff.js';

/** Buffers that one call hands to the system. */
const BUFFERS_PER_WRITE = 64;

/** Time in ms that an exiting process waits for a stalled peer, and for all peers together. */
const STALL_MS = 1000;
const EXIT_MS = 5000;

/** The time at which a process that exits stops waiting, even for peers that still read. */
let exitEnd: number | undefined;

/**
 * Writes as much of the queue as the system takes at once.
 *
 * @returns the number of bytes, 0 if it would have to wait
 * @throws the system's error if the other end is closed
 */
export function writeSome(fd: number, queue: ByteQueue): number {
  if (queue.bytes === 0) return 0;
  const buffers = queue.peek(BUFFERS_PER_WRITE);
  try {
    const written = buffers.length === 1 ? writeSync(fd, buffers[0]!) : writevSync(fd, buffers);
    queue.take(written);
    return written;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

/**
 * Writes the queue while this process exits. A peer that does not read delays the exit for a second, and loses
 * the rest.
 */
export function writeBeforeExit(fd: number, queue: ByteQueue): void {
  exitEnd ??= performance.now() + EXIT_MS;
  try {
    let backoff = new PollBackoff(STALL_MS);
    while (queue.bytes > 0 && performance.now() < exitEnd) {
      if (writeSome(fd, queue) > 0) backoff = new PollBackoff(STALL_MS);
      else backoff.wait();
    }
  } catch {
    // The peer is gone, or does not read, so there is no one to report to.
  }
  queue.clear();
}
