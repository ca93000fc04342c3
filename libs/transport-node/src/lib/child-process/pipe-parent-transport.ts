import type { Transport } from '@culvert/core';
import { disconnected, FrameStream } from '@culvert/transport-kit';
import { CulvertError, type Frame } from '@culvert/protocol';
import { exiting$ } from '../process-exit.js';
import type { ParentPipe, PipeUser } from './parent-pipe.js';
import { RECORD, type PipeRecord } from './pipe-record.js';
import { canPollPipes } from './renderer-pipes.js';

/** The child's side after `forkRenderer`. */
export class PipeParentTransport implements Transport, PipeUser {
  readonly encoding = 'bytes';
  readonly exiting$ = exiting$;
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly pipe: ParentPipe;
  private readonly connection: number;
  /** Main has ended the connection while this side waited. The record of the end is delivered later. */
  private isEndedByMain = false;

  constructor(pipe: ParentPipe) {
    this.pipe = pipe;
    this.connection = pipe.open(this);
    if (this.connection === 0) this.stream.end();
  }

  get queuedBytes(): number {
    return this.pipe.queuedBytes;
  }

  send(frame: Frame): void {
    if (!this.stream.isEnded) this.pipe.write(RECORD.frame, this.connection, frame as Uint8Array);
  }

  flush(): Promise<void> {
    return this.pipe.flush();
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    if (!canPollPipes()) throw unsupported();
    if (this.stream.isEnded || this.isEndedByMain) throw disconnected();
    try {
      return this.pipe.sendSync(this.connection, frame as Uint8Array, timeoutMs);
    } catch (error) {
      this.isEndedByMain = error instanceof CulvertError && error.code === 'ERR_CULVERT_DISCONNECTED';
      throw error;
    }
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.pipe.write(RECORD.close, this.connection);
    this.stream.close();
    this.pipe.leave(this.connection);
  }

  receive({ type, frame }: PipeRecord): void {
    if (type === RECORD.frame) this.stream.next(frame);
    else if (type === RECORD.close) this.ended();
  }

  ended(): void {
    this.pipe.leave(this.connection);
    this.stream.end();
  }
}

function unsupported(): CulvertError {
  return new CulvertError(
    'ERR_CULVERT_SYNC_UNSUPPORTED',
    'sendSync does not work in child processes on Windows: use a worker thread, or invoke.',
  );
}
