import { FrameStream, type Connection } from '@culvert/transport-kit';
import type { CulvertError, Frame } from '@culvert/protocol';
import { RECORD, type PipeRecord } from './pipe-record.js';

/** The pipes to the child, which all its connections share. */
export interface ConnectionLink {
  readonly queuedBytes: number;
  post(type: number, connection: number, sync: number, frame: Uint8Array): void;
  flush(): Promise<void>;
  ended(connection: number, tell: boolean): void;
}

/** Main's end of one connection that a child of `forkRenderer` has opened. */
export class PipeConnection implements Connection {
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly number: number;
  private readonly link: ConnectionLink;
  private latestSync = 0;

  constructor(number: number, link: ConnectionLink) {
    this.number = number;
    this.link = link;
  }

  get queuedBytes(): number {
    return this.link.queuedBytes;
  }

  send(frame: Frame): void {
    if (!this.stream.isEnded) this.link.post(RECORD.frame, this.number, 0, frame as Uint8Array);
  }

  replySync(frame: Frame): void {
    if (!this.stream.isEnded) this.link.post(RECORD.sync, this.number, this.latestSync, frame as Uint8Array);
  }

  flush(): Promise<void> {
    return this.link.flush();
  }

  close(): void {
    if (this.stream.isEnded) return;
    // Also wakes the child if it waits for an answer of this connection.
    this.link.ended(this.number, true);
    this.stream.end();
  }

  receive({ type, sync, frame }: PipeRecord): void {
    if (type === RECORD.close) return this.end();
    if (type === RECORD.sync) this.latestSync = sync;
    // If the frames had no listener for too long, the stream has failed. It reports that to its first listener.
    if (!this.stream.next(frame)) this.link.ended(this.number, true);
  }

  end(failure?: CulvertError): void {
    this.link.ended(this.number, false);
    this.stream.end(failure);
  }
}
