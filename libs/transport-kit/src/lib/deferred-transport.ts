import type { Transferable, Transport } from '@culvert/core';
import type { Encoding, Frame } from '@culvert/protocol';
import { ReplaySubject, type Observable } from 'rxjs';
import { FrameStream } from './frame-stream.js';
import type { PendingConnections, Connection, ConnectionTarget } from './pending-connections.js';

/** Main's transport to a renderer that connects later by itself. Until then, the frames of main wait here. */
export class DeferredTransport<C extends Connection = Connection> implements Transport, ConnectionTarget<C> {
  /** The form of its frames. */
  readonly encoding: Encoding;
  readonly transfersPorts?: true;
  readonly transfersBuffers?: true;
  readonly exiting$?: Observable<void>;
  readonly messageBytes?: number;
  private readonly connections = new ReplaySubject<void>(1);
  readonly connected$ = this.connections.asObservable();
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly pending: PendingConnections<C>;
  private readonly onConnected: ((connection: C) => void) | undefined;
  private current: C | undefined;
  private early: (readonly [Frame, readonly Transferable[] | undefined])[] = [];

  /**
   * @param abilities the encoding of the frames, what the platform can transfer, and the largest message it takes
   * @param pending gives the connection
   * @param onConnected called with the connection before anything is sent through it
   */
  constructor(
    {
      encoding,
      transfersPorts,
      transfersBuffers,
      exiting$,
      messageBytes,
    }: Pick<Transport, 'encoding' | 'transfersPorts' | 'transfersBuffers' | 'exiting$' | 'messageBytes'>,
    pending: PendingConnections<C>,
    onConnected?: (connection: C) => void,
  ) {
    this.encoding = encoding;
    if (transfersPorts === true) this.transfersPorts = true;
    if (transfersBuffers === true) this.transfersBuffers = true;
    if (exiting$ !== undefined) this.exiting$ = exiting$;
    if (messageBytes !== undefined) this.messageBytes = messageBytes;
    this.pending = pending;
    this.onConnected = onConnected;
    pending.wait(this);
  }

  /** The connection, if it has one already. */
  get connection(): C | undefined {
    return this.current;
  }

  get queuedBytes(): number {
    return this.current?.queuedBytes ?? 0;
  }

  /** True after `close`, and after the end of its connection. */
  get isEnded(): boolean {
    return this.stream.isEnded;
  }

  /** Sends a frame, or keeps it until the connection comes. */
  send(frame: Frame, transfer?: readonly Transferable[]): void {
    if (this.stream.isEnded) return;
    if (this.current === undefined) this.early.push([frame, transfer]);
    else this.current.send(frame, transfer);
  }

  flush(): Promise<void> {
    return this.current?.flush?.() ?? Promise.resolve();
  }

  replySync(frame: Frame): void {
    this.current?.replySync(frame);
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.early = [];
    this.stream.close();
    if (this.current === undefined) this.pending.cancel(this);
    else this.current.close();
    this.pending.ended(this);
  }

  /** Takes its connection, and sends the frames that waited for it. */
  connected(connection: C): void {
    this.current = connection;
    this.onConnected?.(connection);
    this.connections.next();
    for (const [frame, transfer] of this.early.splice(0)) connection.send(frame, transfer);
    connection.frames$.subscribe({
      next: (frame) => this.receive(connection, frame),
      error: (error: Error) => this.end(error),
      complete: () => this.end(),
    });
  }

  closed(failure?: Error): void {
    this.early = [];
    this.end(failure);
  }

  /** Takes a frame. Closes the peer if too many frames arrive before this transport has a subscriber. */
  private receive(connection: C, frame: Frame): void {
    if (this.stream.isEnded || this.stream.next(frame)) return;
    connection.close();
    this.pending.ended(this);
  }

  private end(failure?: Error): void {
    this.stream.end(failure);
    this.pending.ended(this);
  }
}
