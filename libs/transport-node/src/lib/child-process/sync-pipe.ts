import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { disconnected } from '@culvert/core/transport-kit';
import type { SyncReplyRecord, SyncRequestRecord } from './ipc-message.js';
import { Patience } from './patience.js';
import { encodeRecord, RecordReader } from './records.js';

const CHUNK_BYTES = 64 * 1024;

/**
 * The child's end of the pipe that `forkRenderer` made. Main may be stopped, or busy for longer than the caller
 * wants to wait, so nothing here blocks in the system: the pipe is polled.
 *
 * A wait can end in the middle of a record, in either direction. What is left of it is finished by the next
 * exchange, so both ends keep agreeing on where records start.
 */
export class SyncPipe {
  private readonly fd: number;
  private readonly replies = new RecordReader();
  private readonly chunk = Buffer.alloc(CHUNK_BYTES);
  private unwritten: Buffer = Buffer.alloc(0);
  /** Never read from and never written to: opening it is Node's only way to make a descriptor non-blocking. */
  private readonly socket: Socket;

  constructor(fd: number) {
    this.fd = fd;
    this.socket = new Socket({ fd, readable: false, writable: true });
    this.socket.on('error', () => {});
    this.socket.unref();
  }

  /**
   * Sends a request and blocks until its reply is here, or main has closed the connection.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED`
   */
  exchange(request: SyncRequestRecord, timeoutMs: number): SyncReplyRecord {
    const patience = new Patience(timeoutMs);
    this.write(encodeRecord(request), patience);
    for (;;) {
      const reply = this.read(patience);
      // Replies to requests that were given up come late, and other connections of this process are closed.
      if (reply.culvert !== request.culvert) continue;
      if (reply.sync === undefined || reply.sync === request.sync) return reply;
    }
  }

  private write(record: Buffer, patience: Patience): void {
    this.finishWriting(patience);
    let written = this.tryWrite(record, patience);
    while (written === 0) {
      patience.nap();
      written = this.tryWrite(record, patience);
    }
    // From here on the record has to be finished, now or by the next exchange. One that is given up before its
    // first byte leaves nothing behind.
    this.unwritten = record.subarray(written);
    this.finishWriting(patience);
  }

  private finishWriting(patience: Patience): void {
    while (this.unwritten.byteLength > 0) {
      const written = this.tryWrite(this.unwritten, patience);
      if (written === 0) patience.nap();
      else this.unwritten = this.unwritten.subarray(written);
    }
  }

  private tryWrite(bytes: Buffer, patience: Patience): number {
    const written = attempt(() => writeSync(this.fd, bytes)) ?? 0;
    if (written > 0) patience.progressed();
    return written;
  }

  private read(patience: Patience): SyncReplyRecord {
    for (;;) {
      const text = this.replies.next();
      if (text !== undefined) return JSON.parse(text) as SyncReplyRecord;
      const bytes = attempt(() => readSync(this.fd, this.chunk));
      if (bytes === 0) throw disconnected();
      if (bytes === undefined) {
        patience.nap();
      } else {
        this.replies.push(Buffer.from(this.chunk.subarray(0, bytes)));
        patience.progressed();
      }
    }
  }
}

/** What the system call returns, `undefined` where it would have to wait. */
function attempt(call: () => number): number | undefined {
  try {
    return call();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return undefined;
    if (code === 'ECONNRESET' || code === 'EPIPE') throw disconnected();
    throw error;
  }
}
