import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { disconnected } from '@culvert/transport-kit';
import { exiting$ } from '../process-exit.js';
import { PollBackoff } from './poll-backoff.js';
import { encodeRecord, RECORD, type PipeRecord } from './pipe-record.js';
import { PipeWriter } from './pipe-writer.js';
import { RecordReader } from './record-reader.js';
import { canPollPipes } from './renderer-pipes.js';

const CHUNK_BYTES = 64 * 1024;
/** Main is trusted: only the length field of a header limits its records. */
const MAX_RECORD_BYTES = 2 ** 32 - 1;

/** One connection of this process to main. */
export interface PipeUser {
  receive(record: PipeRecord): void;
  /** Main is gone. */
  ended(): void;
}

/**
 * The child's ends of the two pipes that `forkRenderer` made. All connections of this process share them.
 *
 * The event loop reads them. A thread that blocks in `sendSync` reads them itself, and keeps every record but
 * its answer for later. Main may be stopped, or busy for longer than the caller wants to wait. So nothing here
 * blocks in the system.
 */
export class ParentPipe {
  private readonly fd: number;
  private readonly input: Socket;
  private readonly writer: PipeWriter;
  private readonly reader = new RecordReader(MAX_RECORD_BYTES);
  private readonly chunk = Buffer.alloc(CHUNK_BYTES);
  private readonly users = new Map<number, PipeUser>();
  /** Records that came while this thread waited, and the connections that main has closed by them. */
  private kept: PipeRecord[] = [];
  private readonly closing = new Set<number>();
  private isDelivering = false;
  private isOver = false;
  private isEnded = false;
  private lastConnection = 0;
  private lastSync = 0;

  constructor(readFd: number, writeFd: number) {
    this.fd = readFd;
    this.writer = new PipeWriter(writeFd, !canPollPipes());
    this.input = new Socket({ fd: readFd, readable: true, writable: false });
    this.input.on('error', () => {});
    this.input.on('data', (chunk: Buffer) => {
      this.reader.push(chunk);
      this.deliver();
    });
    this.input.once('close', () => this.over());
    this.input.unref();
    exiting$.subscribe(() => this.writer.exit());
  }

  get queuedBytes(): number {
    return this.writer.queuedBytes;
  }

  /** @returns the number of the new connection, or 0 if main is gone */
  open(user: PipeUser): number {
    if (this.isOver) return 0;
    const connection = ++this.lastConnection;
    this.users.set(connection, user);
    // An open connection keeps the child alive.
    this.input.ref();
    this.write(RECORD.connect, connection);
    return connection;
  }

  leave(connection: number): void {
    this.users.delete(connection);
    this.closing.delete(connection);
    if (this.users.size === 0) this.input.unref();
  }

  write(type: number, connection: number, frame?: Uint8Array): void {
    this.writer.write(encodeRecord(type, connection, 0, frame));
  }

  flush(): Promise<void> {
    return this.writer.flush();
  }

  /**
   * Sends a request and blocks until its answer arrives, or main closes the connection.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED`
   */
  sendSync(connection: number, frame: Uint8Array, timeoutMs: number): Uint8Array {
    if (this.isOver || this.closing.has(connection)) throw disconnected();
    const backoff = new PollBackoff(timeoutMs);
    const sync = (this.lastSync = (this.lastSync + 1) >>> 0);
    try {
      this.writer.writeNow(encodeRecord(RECORD.sync, connection, sync, frame), backoff);
      for (;;) {
        const record = this.read(backoff);
        if (record.type === RECORD.sync) {
          // The other answers are late: their callers gave up.
          if (record.sync === sync) return record.frame;
          continue;
        }
        this.kept.push(record);
        if (record.type !== RECORD.close) continue;
        this.closing.add(record.connection);
        if (record.connection === connection) throw disconnected();
      }
    } finally {
      if (this.kept.length > 0 || this.isOver) setImmediate(() => this.deliver());
    }
  }

  private read(backoff: PollBackoff): PipeRecord {
    for (;;) {
      const record = this.reader.next();
      if (record !== undefined) return record;
      const bytes = this.readSome();
      if (bytes === 0) {
        this.isOver = true;
        throw disconnected();
      }
      if (bytes === undefined) {
        backoff.wait();
      } else {
        this.reader.push(Buffer.from(this.chunk.subarray(0, bytes)));
        backoff.progressed();
      }
    }
  }

  /** Returns the number of bytes read, 0 at the end, or `undefined` if no bytes are there now. */
  private readSome(): number | undefined {
    try {
      return readSync(this.fd, this.chunk);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? undefined : 0;
    }
  }

  /**
   * A user may wait in `sendSync` while it receives. Records that come meanwhile are taken here, after the kept
   * ones.
   */
  private deliver(): void {
    if (this.isDelivering) return;
    this.isDelivering = true;
    try {
      for (;;) {
        const { kept } = this;
        this.kept = [];
        if (kept.length > 0) this.deliverKept(kept);
        else {
          const record = this.reader.next();
          if (record === undefined) break;
          this.users.get(record.connection)?.receive(record);
        }
      }
    } finally {
      this.isDelivering = false;
    }
    if (this.isOver) this.over();
  }

  private deliverKept(kept: readonly PipeRecord[]): void {
    for (const record of kept) this.users.get(record.connection)?.receive(record);
  }

  private over(): void {
    this.isOver = true;
    if (this.isEnded) return;
    this.isEnded = true;
    this.writer.close();
    this.input.destroy();
    for (const user of [...this.users.values()]) user.ended();
  }
}
