import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Transferable, Transport } from '@culvert/core';
import { brokenPort, disconnected, FrameStream, syncTimeout } from '@culvert/transport-kit';
import type { CulvertError, Frame } from '@culvert/protocol';
import { exiting$ } from '../process-exit.js';
import {
  isMark,
  type ConnectMessage,
  type MarkMessage,
  type SyncFrame,
  type SyncReply,
} from './connect-message.js';
import { postFrame } from './post-frame.js';
import { SyncMemory } from './sync-memory.js';

/** The worker's side. It opens a connection of its own, and does not use `parentPort` for frames. */
export class WorkerParentTransport implements Transport {
  readonly encoding = 'structured-clone';
  readonly transfersPorts = true;
  readonly transfersBuffers = true;
  /** Messages posted during the exit arrive, because a port of a thread hands over at the call. */
  readonly exiting$ = exiting$;
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly port: MessagePort;
  private readonly syncPort: MessagePort;
  private readonly syncMemory = new SyncMemory();
  private syncs = 0;

  constructor(parentPort: MessagePort) {
    const { port1: port, port2: mainPort } = new MessageChannel();
    const { port1: syncPort, port2: mainSyncPort } = new MessageChannel();
    this.port = port;
    this.syncPort = syncPort;
    // A port with a listener keeps the worker alive, as `parentPort` does.
    port.on('message', (message: Frame) => this.receive(message));
    port.on('messageerror', (cause) => this.end(brokenPort(cause)));
    port.on('close', () => this.end());
    const connect: ConnectMessage = {
      type: 'culvert:connect',
      port: mainPort,
      syncPort: mainSyncPort,
      syncMemory: this.syncMemory.buffer,
    };
    parentPort.postMessage(connect, [mainPort, mainSyncPort]);
  }

  send(frame: Frame, transfer?: readonly Transferable[]): void {
    postFrame(this.port, frame, transfer);
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    if (this.stream.isEnded || this.syncMemory.isClosed) throw disconnected();
    const sync = ++this.syncs;
    this.port.postMessage({ frame, sync } satisfies SyncFrame);
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const seen = this.syncMemory.wakeUps;
      const reply = this.syncMemory.take(sync) ?? this.takeReply(sync)?.frame;
      if (reply !== undefined) return reply;
      if (this.syncMemory.isClosed) throw disconnected();
      const ms = deadline - performance.now();
      if (ms <= 0) throw syncTimeout(timeoutMs);
      this.syncMemory.wait(seen, ms);
    }
  }

  close(): void {
    this.stream.close();
    this.end();
  }

  private receive(message: Frame): void {
    // Returned at once, so that main knows that everything before it was read.
    if (isMark(message)) this.port.postMessage(message);
    else this.stream.next(message);
  }

  /** Drops replies to earlier requests that this side has abandoned. */
  private takeReply(sync: number): SyncReply | undefined {
    for (;;) {
      const received = receiveMessageOnPort(this.syncPort) as
        { readonly message: SyncReply | MarkMessage } | undefined;
      if (received === undefined) return undefined;
      const { message } = received;
      if (isMark(message)) this.port.postMessage(message);
      else if (message.sync === sync) return message;
    }
  }

  private end(failure?: CulvertError): void {
    this.port.close();
    this.syncPort.close();
    this.stream.end(failure);
  }
}
