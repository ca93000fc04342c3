import type { Socket } from 'node:net';
import { exiting$ } from '../process-exit.js';
import { ByteQueue } from './byte-queue.js';
import { writeBeforeExit } from './write-now.js';

/**
 * The handle of Node's sockets, which knows the descriptor. It is no public API. Without it, a large rest is
 * lost.
 */
interface SocketHandle {
  readonly fd?: number;
  /** Bytes handed to libuv, and those of them that the system has not taken. */
  readonly bytesWritten?: number;
  readonly writeQueueSize?: number;
}

/** Main's writing end of the pipe to one child. */
export class PipeOutput {
  private readonly socket: Socket;
  /** Writes that the socket has not confirmed. This process writes them itself when it exits. */
  private readonly unconfirmed = new ByteQueue();
  private confirmedBytes = 0;
  private flushed: (() => void)[] = [];
  private exitFd: number | undefined;
  private readonly exit = exiting$.subscribe(() => this.beforeExit());

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.once('close', () => this.ended());
    if (socket.destroyed) this.ended();
  }

  get queuedBytes(): number {
    return this.unconfirmed.bytes;
  }

  write(buffers: readonly Uint8Array[]): void {
    if (this.exitFd !== undefined) return this.writeNow(buffers, this.exitFd);
    if (!this.socket.writable) return;
    for (const buffer of buffers) {
      this.unconfirmed.push(buffer);
      this.socket.write(buffer, this.confirm);
    }
  }

  flush(): Promise<void> {
    if (this.unconfirmed.bytes === 0) return Promise.resolve();
    return new Promise((resolve) => this.flushed.push(resolve));
  }

  close(): void {
    this.socket.destroy();
    this.ended();
  }

  /** Writes are confirmed in their order. After an error the socket closes. */
  private readonly confirm = (error?: Error | null): void => {
    if (error) return;
    this.confirmedBytes += this.unconfirmed.takeFirst();
    if (this.unconfirmed.bytes === 0) this.resolveFlushed();
  };

  private writeNow(buffers: readonly Uint8Array[], fd: number): void {
    for (const buffer of buffers) this.unconfirmed.push(buffer);
    writeBeforeExit(fd, this.unconfirmed);
  }

  /** The event loop has stopped for good. Only this method can still write the rest. */
  private beforeExit(): void {
    const { _handle: handle } = this.socket as { readonly _handle?: SocketHandle | null };
    const { fd, bytesWritten, writeQueueSize } = handle ?? {};
    if (fd === undefined || fd < 0 || bytesWritten === undefined || writeQueueSize === undefined) return;
    this.unconfirmed.take(bytesWritten - writeQueueSize - this.confirmedBytes);
    this.exitFd = fd;
    writeBeforeExit(fd, this.unconfirmed);
  }

  private ended(): void {
    this.exit.unsubscribe();
    this.unconfirmed.clear();
    this.resolveFlushed();
  }

  private resolveFlushed(): void {
    for (const resolve of this.flushed.splice(0)) resolve();
  }
}
