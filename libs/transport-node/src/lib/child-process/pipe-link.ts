import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { PendingConnections } from '@culvert/transport-kit';
import { CulvertError } from '@culvert/protocol';
import { FairReading } from '../fair-reading.js';
import { whenQuiet } from '../when-quiet.js';
import { PipeConnection } from './pipe-connection.js';
import { PipeOutput } from './pipe-output.js';
import { encodeRecord, RECORD, type PipeRecord } from './pipe-record.js';
import { RecordReader } from './record-reader.js';

/** Main's ends of the two pipes of one child. */
export interface RendererPipes {
  readonly input: Socket;
  readonly output: Socket;
}

/** Connections of one child that main has closed, and that the child has not yet read the end of. */
const MAX_UNREAD_ENDS = 1000;

/**
 * Main's ends of the pipes to one child of `forkRenderer`, and the connections that share them. Main does not
 * trust their content. Invalid data ends all connections of that child, and nothing else.
 */
export class PipeLink {
  readonly pending = new PendingConnections();
  private readonly child: ChildProcess;
  private readonly input: Socket;
  private readonly output: PipeOutput;
  private readonly reader: RecordReader;
  private readonly connections = new Map<number, PipeConnection>();
  private lastConnection = 0;
  private unreadEnds = 0;
  private isOver = false;

  /** @param maxFrameBytes the longest frame that is read */
  constructor(child: ChildProcess, { input, output }: RendererPipes, maxFrameBytes: number) {
    this.child = child;
    this.input = input;
    this.output = new PipeOutput(output);
    this.reader = new RecordReader(maxFrameBytes);
    if (input.destroyed) {
      this.over();
      return;
    }
    input.on('error', () => {});
    const reading = new FairReading({ pause: () => void input.pause(), resume: () => void input.resume() });
    input.on('data', (chunk: Buffer) => reading.read(() => this.receiveBytes(chunk)));
    // Comes after the child's last frame, even if the child crashed. 'exit' may come before it.
    input.once('close', () => this.over());
    if (child.exitCode === null && child.signalCode === null) child.once('exit', this.childExited);
    else this.childExited();
  }

  get queuedBytes(): number {
    return this.output.queuedBytes;
  }

  post(type: number, connection: number, sync: number, frame: Uint8Array): void {
    this.output.write(encodeRecord(type, connection, sync, frame));
  }

  flush(): Promise<void> {
    return this.output.flush();
  }

  /** @param tell true if the child must be told */
  ended(connection: number, tell: boolean): void {
    this.connections.delete(connection);
    if (!tell || this.isOver) return;
    this.output.write(encodeRecord(RECORD.close, connection));
    // Of all messages that main sends by itself, only these grow with the requests of a child.
    this.unreadEnds++;
    void this.output.flush().then(() => (this.unreadEnds = 0));
  }

  private receiveBytes(chunk: Buffer): void {
    this.reader.push(chunk);
    while (!this.isOver) {
      let record: PipeRecord | undefined;
      try {
        record = this.reader.next();
      } catch (error) {
        return this.fail((error as Error).message);
      }
      if (record === undefined) return;
      this.receive(record);
    }
  }

  private receive(record: PipeRecord): void {
    const { type, connection } = record;
    if (type === RECORD.connect) this.opened(connection);
    else if (connection > this.lastConnection)
      this.fail('A record is for a connection that was never opened.');
    else if (type !== RECORD.frame && type !== RECORD.sync && type !== RECORD.close)
      this.fail('A record is of no known kind.');
    // The last frames of a closed connection may still arrive. They are dropped.
    else this.connections.get(connection)?.receive(record);
  }

  private opened(number: number): void {
    if (number !== this.lastConnection + 1) return this.fail('A connection has a number out of order.');
    if (this.unreadEnds > MAX_UNREAD_ENDS)
      return this.fail('It opens connections, and does not read that they are closed.');
    this.lastConnection = number;
    const connection = new PipeConnection(number, this);
    this.connections.set(number, connection);
    this.pending.add(connection);
  }

  private fail(what: string): void {
    this.over(
      new CulvertError('ERR_CULVERT_TRANSPORT', `The child process has broken its pipe to main. ${what}`),
    );
  }

  private over(failure?: CulvertError): void {
    if (this.isOver) return;
    this.isOver = true;
    this.child.off('exit', this.childExited);
    this.input.destroy();
    this.output.close();
    for (const connection of [...this.connections.values()]) connection.end(failure);
    this.connections.clear();
    this.pending.closed(failure);
  }

  /**
   * The pipe still holds the last data of the child, and main must not exit before it has read that. The end of
   * the pipe may never come: a process that the child has started may hold it, but it is no renderer.
   */
  private readonly childExited = (): void => {
    this.input.ref();
    whenQuiet(
      () => this.input.bytesRead,
      () => this.isOver,
      () => this.over(),
    );
  };
}
