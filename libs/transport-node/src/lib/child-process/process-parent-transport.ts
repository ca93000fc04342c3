import { randomUUID } from 'node:crypto';
import type { Transport } from '@culvert/core';
import { UnconfirmedFrames } from '@culvert/core/transport-kit';
import { disconnected, FrameStream } from '@culvert/core/transport-kit';
import { CulvertError, type Frame } from '@culvert/protocol';
import { isIpcMessage, type IpcMessage } from './ipc-message.js';
import { supportsSyncPipe } from './sync-pipe-variable.js';
import type { SyncPipe } from './sync-pipe.js';

/** The part of `process` that a child has towards its parent. */
export type ParentProcess = Pick<NodeJS.Process, 'connected' | 'on' | 'off'> &
  Required<Pick<NodeJS.Process, 'send'>>;

/** The child's side: frames go through the IPC channel of `fork`, sync requests through the sync pipe. */
export class ProcessParentTransport implements Transport {
  readonly encoding = 'text';
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly parent: ParentProcess;
  private readonly pipe: SyncPipe | undefined;
  private readonly id = randomUUID();
  private readonly unconfirmed = new UnconfirmedFrames();
  private syncs = 0;
  /** Main has ended the connection while this side waited; the message that says so has not been read yet. */
  private leftWaiting = false;

  constructor(parent: ParentProcess, pipe: SyncPipe | undefined) {
    this.parent = parent;
    this.pipe = pipe;
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
    if (this.stream.isEnded) return;
    const text = frame as string;
    const index = this.unconfirmed.push(text);
    this.post({ culvert: this.id, type: 'frame', frame: text }, () => this.unconfirmed.confirm(index));
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    if (this.pipe === undefined) throw syncUnsupported();
    if (this.stream.isEnded || this.leftWaiting) throw disconnected();
    const sync = ++this.syncs;
    const request = { culvert: this.id, sync, frame: frame as string, ...this.unconfirmed.snapshot() };
    try {
      const reply = this.pipe.exchange(request, timeoutMs);
      if (reply.frame === undefined) throw disconnected();
      return reply.frame;
    } catch (error) {
      this.leftWaiting = error instanceof CulvertError && error.code === 'ERR_CULVERT_DISCONNECTED';
      // The request may lie in the pipe for main to find it later, out of order.
      this.post({ culvert: this.id, type: 'give-up', sync });
      throw error;
    }
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.post({ culvert: this.id, type: 'close' });
    this.stream.close();
    this.end();
  }

  /** With a callback Node reports errors there, and emits none: a parent that is gone is noticed by 'disconnect'. */
  private post(message: IpcMessage, sent: () => void = () => {}): void {
    this.parent.send(message, undefined, undefined, sent);
  }

  private readonly receive = (message: unknown): void => {
    if (!isIpcMessage(message) || message.culvert !== this.id) return;
    if (message.type === 'frame') this.stream.next(message.frame);
    if (message.type === 'close') this.end();
  };

  private readonly end = (): void => {
    this.parent.off('message', this.receive);
    this.parent.off('disconnect', this.end);
    this.stream.end();
  };
}

function syncUnsupported(): CulvertError {
  const text = supportsSyncPipe()
    ? 'sendSync needs a pipe beside the IPC channel: start this process with forkRenderer instead of fork.'
    : 'sendSync does not work in child processes on Windows: use a worker thread, or invoke.';
  return new CulvertError('ERR_CULVERT_SYNC_UNSUPPORTED', text);
}
