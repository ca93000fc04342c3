import { EventEmitter, on, once } from 'node:events';
import type { ConnectInfo, Main, Transport, WebContents } from '@culvert/core';
import { DEFAULT_LIMITS } from '@culvert/protocol';

/** One connection, as main saw it. */
export class FakeConnection {
  readonly transport: Transport;
  readonly info: ConnectInfo;
  readonly frames: string[] = [];
  /** Resolves when `frames$` completes. */
  readonly ended: Promise<void>;
  private readonly events = new EventEmitter();

  constructor(transport: Transport, info: ConnectInfo) {
    this.transport = transport;
    this.info = info;
    this.ended = new Promise((complete, error) => {
      transport.frames$.subscribe({ next: (frame) => this.received(frame as string), complete, error });
    });
  }

  /** Resolves when this many frames have come. */
  async hasFrames(count: number): Promise<readonly string[]> {
    if (this.frames.length < count) {
      for await (const _ of on(this.events, 'frame')) if (this.frames.length >= count) break;
    }
    return this.frames;
  }

  /** Sends `echo …` back by the socket, answers `sync …` at once, and records all other frames. */
  private received(frame: string): void {
    this.frames.push(frame);
    if (frame.startsWith('echo ')) this.transport.send(frame);
    if (frame.startsWith('sync ')) this.transport.replySync!(`reply ${frame.slice(5)}`);
    this.events.emit('frame');
  }
}

/** Replaces main, without a protocol: a transport carries plain text. */
export class FakeMain implements Pick<Main, 'connect' | 'limits'> {
  readonly limits = DEFAULT_LIMITS;
  readonly connections: FakeConnection[] = [];
  private readonly events = new EventEmitter();

  connect(transport: Transport, info: ConnectInfo = {}): WebContents {
    const connection = new FakeConnection(transport, info);
    this.connections.push(connection);
    this.events.emit('connect');
    return {} as WebContents;
  }

  /** The connection with this index, as soon as there is one. */
  async connection(index = 0): Promise<FakeConnection> {
    while (this.connections.length <= index) await once(this.events, 'connect');
    return this.connections[index]!;
  }
}
