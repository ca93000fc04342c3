import type { MessagePort, Worker } from 'node:worker_threads';
import type { Transferable } from '@culvert/core';
import { type Connection, FrameStream } from '@culvert/core/transport-kit';
import { CulvertError, type Frame } from '@culvert/protocol';
import { isSyncFrame, type ConnectMessage, type SyncReply } from './connect-message.js';
import { postFrame } from './post-frame.js';
import { SyncMemory } from './sync-memory.js';

/** Main's end of one connection that a worker has opened. */
export class WorkerConnection implements Connection {
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly port: MessagePort;
  private readonly syncPort: MessagePort;
  private readonly syncMemory: SyncMemory;
  private readonly worker: Worker;
  private latestSync = 0;

  constructor({ port, syncPort, syncMemory }: ConnectMessage, worker: Worker) {
    this.port = port;
    this.syncPort = syncPort;
    this.syncMemory = new SyncMemory(syncMemory);
    port.on('message', (message: Frame) => this.receive(message));
    port.on('messageerror', (cause) => this.end(brokenPort(cause)));
    // Comes behind the worker's last frame, however the worker has ended.
    port.on('close', () => this.end());
    // The worker keeps its parent alive, unless the user has said otherwise with worker.unref(). Once it is gone,
    // nothing but the port is left to do so, until its last frames have come out.
    port.unref();
    this.worker = worker;
    worker.once('exit', this.drain);
  }

  send(frame: Frame, transfer?: readonly Transferable[]): void {
    postFrame(this.port, frame, transfer);
  }

  replySync(frame: Frame): void {
    const sync = this.latestSync;
    if (!this.syncMemory.put(sync, frame)) this.syncPort.postMessage({ sync, frame } satisfies SyncReply);
    this.syncMemory.wake();
  }

  close(): void {
    this.end();
  }

  private receive(message: Frame): void {
    if (!isSyncFrame(message)) {
      this.stream.next(message);
      return;
    }
    this.latestSync = message.sync;
    this.stream.next(message.frame);
  }

  private readonly drain = (): void => {
    this.port.ref();
  };

  private end(failure?: CulvertError): void {
    this.worker.off('exit', this.drain);
    this.port.close();
    this.syncPort.close();
    this.syncMemory.close();
    this.stream.end(failure);
  }
}

export function brokenPort(cause: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_TRANSPORT', 'A frame of the peer could not be deserialized.', {
    cause,
  });
}
