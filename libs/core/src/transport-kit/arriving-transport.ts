import type { Transferable, Transport } from '../lib/transport.js';
import type { Encoding, Frame } from '@culvert/protocol';
import { FrameStream } from './frame-stream.js';
import type { Arrivals, Connection, Waiter } from './arrivals.js';

/** Main's transport to a renderer that connects by itself, later: what main sends until then waits here. */
export class ArrivingTransport implements Transport, Waiter {
  readonly encoding: Encoding;
  readonly movesPorts?: true;
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly arrivals: Arrivals;
  private connection: Connection | undefined;
  private early: (readonly [Frame, readonly Transferable[] | undefined])[] = [];

  constructor({ encoding, movesPorts }: Pick<Transport, 'encoding' | 'movesPorts'>, arrivals: Arrivals) {
    this.encoding = encoding;
    if (movesPorts === true) this.movesPorts = true;
    this.arrivals = arrivals;
    arrivals.wait(this);
  }

  send(frame: Frame, transfer?: readonly Transferable[]): void {
    if (this.stream.isEnded) return;
    if (this.connection === undefined) this.early.push([frame, transfer]);
    else this.connection.send(frame, transfer);
  }

  replySync(frame: Frame): void {
    this.connection?.replySync(frame);
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.early = [];
    this.stream.close();
    if (this.connection === undefined) this.arrivals.giveUp(this);
    else this.connection.close();
  }

  connected(connection: Connection): void {
    this.connection = connection;
    for (const [frame, transfer] of this.early.splice(0)) connection.send(frame, transfer);
    connection.frames$.subscribe({
      next: (frame) => this.stream.next(frame),
      error: (error: Error) => this.stream.end(error),
      complete: () => this.stream.end(),
    });
  }

  gone(): void {
    this.early = [];
    this.stream.end();
  }
}
