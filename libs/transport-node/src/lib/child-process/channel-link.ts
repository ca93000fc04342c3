import type { ChildProcess } from 'node:child_process';
import { PendingConnections, FrameStream, type Connection } from '@culvert/transport-kit';
import type { Frame } from '@culvert/protocol';
import { isChannelMessage, type ChannelMessage } from './channel-message.js';

/** Main's end of Node's IPC channel to a child of an ordinary `fork`, and the connections that share it. */
export class ChannelLink {
  readonly pending = new PendingConnections();
  private readonly child: ChildProcess;
  private readonly connections = new Map<string, ChannelConnection>();
  private unsent: number[] = [];
  private unsentBytes = 0;
  private flushed: (() => void)[] = [];

  constructor(child: ChildProcess) {
    this.child = child;
    if (!child.connected) {
      this.pending.closed();
      return;
    }
    child.on('message', (message) => {
      if (isChannelMessage(message)) this.receive(message);
    });
    // Comes after the child's last message, even if the child crashed. 'exit' may come before it.
    child.once('disconnect', () => {
      for (const connection of [...this.connections.values()]) connection.end();
      this.pending.closed();
    });
  }

  get queuedBytes(): number {
    return this.unsentBytes;
  }

  /** With a callback, Node reports errors there and emits none. 'disconnect' tells that the child is gone. */
  post(message: ChannelMessage): void {
    const bytes = message.type === 'frame' ? 2 * message.frame.length : 0;
    this.unsent.push(bytes);
    this.unsentBytes += bytes;
    this.child.send(message, undefined, undefined, this.sent);
  }

  flush(): Promise<void> {
    if (this.unsent.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.flushed.push(resolve));
  }

  ended(id: string): void {
    this.connections.delete(id);
  }

  private readonly sent = (): void => {
    this.unsentBytes -= this.unsent.shift() ?? 0;
    if (this.unsent.length === 0) for (const resolve of this.flushed.splice(0)) resolve();
  };

  private receive(message: ChannelMessage): void {
    const { culvert: id, type } = message;
    const known = this.connections.get(id);
    if (known !== undefined) known.receive(message);
    else if (type === 'connect') {
      const connection = new ChannelConnection(id, this);
      this.connections.set(id, connection);
      this.pending.add(connection);
    }
  }
}

/** Main's end of one connection that a child of `fork` has opened. */
class ChannelConnection implements Connection {
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly id: string;
  private readonly link: ChannelLink;

  constructor(id: string, link: ChannelLink) {
    this.id = id;
    this.link = link;
  }

  get queuedBytes(): number {
    return this.link.queuedBytes;
  }

  send(frame: Frame): void {
    if (!this.stream.isEnded) this.link.post({ culvert: this.id, type: 'frame', frame: frame as string });
  }

  /** This child cannot wait for an answer. Core's own answer is sent as every other frame. */
  replySync(frame: Frame): void {
    this.send(frame);
  }

  flush(): Promise<void> {
    return this.link.flush();
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.link.post({ culvert: this.id, type: 'close' });
    this.end();
  }

  receive(message: ChannelMessage): void {
    if (message.type === 'frame') this.take(message.frame);
    else if (message.type === 'close') this.end();
  }

  end(): void {
    this.link.ended(this.id);
    this.stream.end();
  }

  private take(frame: string): void {
    if (this.stream.next(frame)) return;
    // The queue was full: the stream has failed, and reports that to its first listener.
    this.link.post({ culvert: this.id, type: 'close' });
    this.link.ended(this.id);
  }
}
