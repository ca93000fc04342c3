import { randomUUID } from 'node:crypto';
import type { Transport } from '@culvert/core';
import { FrameStream } from '@culvert/transport-kit';
import { CulvertError, type Frame } from '@culvert/protocol';
import { exiting$ } from '../process-exit.js';
import { isChannelMessage, type ChannelMessage } from './channel-message.js';

/** The part of `process` that connects a child to its parent. */
export type ParentProcess = Pick<NodeJS.Process, 'connected' | 'on' | 'off'> &
  Required<Pick<NodeJS.Process, 'send'>>;

/** The child's side of an ordinary `fork`: frames go through Node's IPC channel. */
export class ChannelParentTransport implements Transport {
  readonly encoding = 'text';
  readonly exiting$ = exiting$;
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly parent: ParentProcess;
  private readonly id = randomUUID();
  private unsent = 0;
  private flushed: (() => void)[] = [];

  constructor(parent: ParentProcess) {
    this.parent = parent;
    if (!parent.connected) {
      this.stream.end();
      return;
    }
    // These listeners keep the child alive, as the user's own would.
    parent.on('message', this.receive);
    parent.on('disconnect', this.end);
    this.post({ culvert: this.id, type: 'connect' });
  }

  send(frame: Frame): void {
    if (!this.stream.isEnded) this.post({ culvert: this.id, type: 'frame', frame: frame as string });
  }

  flush(): Promise<void> {
    if (this.unsent === 0) return Promise.resolve();
    return new Promise((resolve) => this.flushed.push(resolve));
  }

  sendSync(): Frame {
    throw new CulvertError(
      'ERR_CULVERT_SYNC_UNSUPPORTED',
      "sendSync needs pipes beside Node's IPC channel: start this process with forkRenderer instead of fork.",
    );
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.post({ culvert: this.id, type: 'close' });
    this.stream.close();
    this.end();
  }

  /** With a callback, Node reports errors there and emits none. 'disconnect' tells that the parent is gone. */
  private post(message: ChannelMessage): void {
    this.unsent++;
    this.parent.send(message, undefined, undefined, this.sent);
  }

  private readonly sent = (): void => {
    if (--this.unsent === 0) for (const resolve of this.flushed.splice(0)) resolve();
  };

  private readonly receive = (message: unknown): void => {
    if (!isChannelMessage(message) || message.culvert !== this.id) return;
    if (message.type === 'frame') this.stream.next(message.frame);
    if (message.type === 'close') this.end();
  };

  private readonly end = (): void => {
    this.parent.off('message', this.receive);
    this.parent.off('disconnect', this.end);
    this.stream.end();
  };
}
