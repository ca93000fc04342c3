import { FrameSequencer } from '@culvert/core/transport-kit';
import { type Connection, FrameStream } from '@culvert/core/transport-kit';
import type { Frame } from '@culvert/protocol';
import type { IpcMessage, SyncReplyRecord, SyncRequestRecord } from './ipc-message.js';

/** The two ways to the child, which all its connections share. */
export interface ChildLink {
  post(message: IpcMessage): void;
  reply(record: SyncReplyRecord): void;
  ended(id: string): void;
}

/** Main's end of one connection that a child process has opened. */
export class ChildConnection implements Connection {
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly sequencer = new FrameSequencer((frame) => this.stream.next(frame));
  private readonly id: string;
  private readonly link: ChildLink;
  /** Numbers of the latest sync request that was delivered, and of the latest that the child has given up. */
  private latestSync = 0;
  private givenUp = 0;
  private forgetWaiting = (): void => {};

  constructor(id: string, link: ChildLink) {
    this.id = id;
    this.link = link;
  }

  send(frame: Frame): void {
    if (!this.stream.isEnded) this.link.post({ culvert: this.id, type: 'frame', frame: frame as string });
  }

  replySync(frame: Frame): void {
    if (this.stream.isEnded) return;
    this.link.reply({ culvert: this.id, sync: this.latestSync, frame: frame as string });
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.link.post({ culvert: this.id, type: 'close' });
    this.end();
  }

  receive(message: IpcMessage): void {
    switch (message.type) {
      case 'connect':
        return;
      case 'frame':
        return this.sequencer.received(message.frame);
      case 'give-up':
        return this.giveUp(message.sync);
      case 'close':
        return this.end();
    }
  }

  receiveSync(request: SyncRequestRecord): void {
    const { sync, frame } = request;
    if (sync <= this.givenUp) return;
    try {
      this.forgetWaiting = this.sequencer.receivedSync(request, () => {
        this.latestSync = sync;
        this.stream.next(frame);
      });
    } catch (error) {
      this.link.post({ culvert: this.id, type: 'close' });
      this.end(error as Error);
    }
  }

  end(failure?: Error): void {
    if (this.stream.isEnded) return;
    this.sequencer.close();
    // Wakes the child where it waits for an answer of this connection.
    this.link.reply({ culvert: this.id });
    this.link.ended(this.id);
    this.stream.end(failure);
  }

  /** The child was blocked until now, so what waits here can only be the request that it names. */
  private giveUp(sync: number): void {
    this.givenUp = sync;
    this.forgetWaiting();
  }
}
