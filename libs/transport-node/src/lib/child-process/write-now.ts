import { writeSync, writevSync } from 'node:fs';
import type { ByteQueue } from './byte-queue.js';
import { PollBackoff } from './poll-backoff.js';

/** Buffers that one call hands to the system. */
const BUFFERS_PER_WRITE = 64;

/** A process that exits waits so long for a peer that takes nothing, and so long for all its peers together, in ms. */
const STALL_MS = 1000;
const EXIT_MS = 5000;

/** When a process that exits stops waiting, whatever its peers do. */
let exitEnd: number | undefined;

/**
 * Writes as much of the queue as the system takes at once.
 *
 * @returns how many bytes, 0 where it would have to wait
 * @throws what the system says: the other end is closed
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

/** Writes the queue while this process exits. A peer that does not read holds it up for a second, and loses the rest. */
export function writeBeforeExit(fd: number, queue: ByteQueue): void {
  exitEnd ??= performance.now() + EXIT_MS;
  try {
    let patience = new PollBackoff(STALL_MS);
    while (queue.bytes > 0 && performance.now() < exitEnd) {
      if (writeSome(fd, queue) > 0) patience = new PollBackoff(STALL_MS);
      else patience.nap();
    }
  } catch {
    // The peer is gone, or does not read: there is nobody left to tell.
  }
  queue.clear();
}
