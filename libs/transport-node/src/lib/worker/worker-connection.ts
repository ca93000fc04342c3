import { randomUUID } from 'node:crypto';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { Transferable } from '@culvert/core';
import { brokenPort, type Connection, FrameStream, Marks } from '@culvert/transport-kit';
import { type CulvertError, frameBytes, type Frame } from '@culvert/protocol';
import { FairReading } from '../fair-reading.js';
import { whenQuiet } from '../when-quiet.js';
import {
  isMark,
  isSyncFrame,
  type ConnectMessage,
  type MarkMessage,
  type SyncReply,
} from './connect-message.js';
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
  /** Number of messages that have arrived. */
  private received = 0;
  /** Marks tell how much waits in the ports. A port itself does not tell. */
  private readonly marks = new Marks(randomUUID);
  private readonly syncMarks = new Marks(randomUUID);
  private readonly reading = new FairReading({ pause: () => this.pause(), resume: () => this.resume() });
  private isPaused = false;
  private isDraining = false;

  constructor({ port, syncPort, syncMemory }: ConnectMessage, worker: Worker) {
    this.port = port;
    this.syncPort = syncPort;
    this.syncMemory = new SyncMemory(syncMemory);
    port.on('message', this.onMessage);
    port.on('messageerror', (cause) => this.end(brokenPort(cause)));
    // Comes after the worker's last frame, even if the worker crashed.
    port.on('close', () => this.end());
    // The worker keeps its parent alive, unless the user has called worker.unref(). Once the worker is gone,
    // only the port does so, until its last frames have arrived.
    port.unref();
    this.worker = worker;
    worker.once('exit', this.drain);
  }

  get queuedBytes(): number {
    return this.marks.queuedBytes + this.syncMarks.queuedBytes;
  }

  send(frame: Frame, transfer?: readonly Transferable[]): void {
    // Before the frame is posted, because transferred buffers have no size afterwards.
    const bytes = frameBytes(frame);
    postFrame(this.port, frame, transfer);
    postMark(this.port, this.marks.sent(bytes));
  }

  replySync(frame: Frame): void {
    const sync = this.latestSync;
    if (!this.syncMemory.put(sync, frame)) {
      // The worker reads this port only while it waits for an answer, and goes on when it has that. So the mark
      // comes first. After the answer, it would stay unread until the worker's next request.
      postMark(this.syncPort, this.syncMarks.sent(frameBytes(frame)));
      this.syncPort.postMessage({ sync, frame } satisfies SyncReply);
    }
    this.syncMemory.wake();
  }

  close(): void {
    this.end();
  }

  private readonly onMessage = (message: Frame): void => this.reading.read(() => this.receive(message));

  /** Node reads up to a thousand messages of a port in one turn. Without a listener, it stops before the next one. */
  private pause(): void {
    if (this.isDraining) return;
    this.isPaused = true;
    this.port.off('message', this.onMessage);
  }

  private resume(): void {
    if (!this.isPaused || this.stream.isEnded) return;
    this.isPaused = false;
    this.port.on('message', this.onMessage);
    // Adding the listener has referenced the port.
    if (!this.isDraining) this.port.unref();
  }

  private receive(message: Frame): void {
    this.received++;
    if (isMark(message)) {
      this.marks.returned(message.mark);
      this.syncMarks.returned(message.mark);
      return;
    }
    if (!isSyncFrame(message)) {
      this.stream.next(message);
      return;
    }
    this.latestSync = message.sync;
    this.stream.next(message.frame);
  }

  /** The other end of the port may live on. The worker may have given it to another thread. */
  private readonly drain = (): void => {
    this.isDraining = true;
    this.resume();
    this.port.ref();
    whenQuiet(
      () => this.received,
      () => this.stream.isEnded,
      () => this.end(),
    );
  };

  private end(failure?: CulvertError): void {
    this.worker.off('exit', this.drain);
    this.port.close();
    this.syncPort.close();
    this.syncMemory.close();
    this.stream.end(failure);
  }
}

function postMark(port: MessagePort, mark: string | undefined): void {
  if (mark !== undefined) port.postMessage({ mark } satisfies MarkMessage);
}
