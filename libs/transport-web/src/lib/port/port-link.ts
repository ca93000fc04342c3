import type { Transferable } from '@culvert/core';
import { brokenPort, FrameStream, MARK_BYTES, Marks, type Connection } from '@culvert/transport-kit';
import { type CulvertError, frameBytes, type Frame } from '@culvert/protocol';
import { randomKey } from '../random-key.js';
import { SyncAnswerer } from '../sync/sync-answerer.js';
import { watchLivenessLock, type LivenessLock } from './liveness-lock.js';
import { asPortMessage, type AcceptedMessage, type PortMessage } from './port-messages.js';

export interface PortLinkOptions {
  readonly port: MessagePort;
  /**
   * True if both ends see the same locks, as a page and its workers do. Each end then notices when
   * the other is gone.
   */
  readonly sharesLocks: boolean;
  /** The lock that this connection holds. It is released with the connection. */
  readonly livenessLock?: LivenessLock | undefined;
  /** Shared memory in which the peer waits for the answers to its sync requests. */
  readonly peerMemory?: SharedArrayBuffer | undefined;
  /** The other end has accepted this connection. */
  readonly onAccepted?: (message: AcceptedMessage) => void;
  /** The other end has ended the connection, or is gone. */
  readonly onPeerEnded?: (by: 'bye' | 'gone') => void;
}

/** One end of a connection over a MessagePort. Both ends use this class. */
export class PortLink implements Connection {
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly port: MessagePort;
  private readonly answerer: SyncAnswerer;
  private readonly options: PortLinkOptions;
  private readonly onEnd: (() => void)[] = [];
  private stopWatching: (() => void) | undefined;
  /**
   * Created when main first asks for the unread bytes. Renderers never ask, so they do not pay for
   * marks.
   */
  private marks: Marks | undefined;
  /** Bytes received since the peer's last mark. */
  private unmarked = 0;
  /** How the other end has ended the connection, if it has. Set before `whenEnded` calls back. */
  endedBy: 'bye' | 'gone' | undefined;

  constructor(options: PortLinkOptions) {
    const { port, peerMemory } = options;
    this.options = options;
    this.port = port;
    this.answerer = new SyncAnswerer(peerMemory);
    port.addEventListener('message', ({ data }: MessageEvent) => this.receive(asPortMessage(data)));
    port.addEventListener('messageerror', () => this.end(brokenPort()));
    // The most reliable of the Web standards. No browser has it without a flag yet.
    port.addEventListener('close', this.onGone);
    options.livenessLock?.whenHeld((livenessLock) => this.post({ kind: 'livenessLock', livenessLock }));
    // A page announces its own end. Without shared locks, the other end has no other way to learn
    // of it.
    globalThis.addEventListener('pagehide', this.onPageHide);
    port.start();
  }

  get queuedBytes(): number {
    return (this.marks ??= new Marks(randomKey)).queuedBytes;
  }

  get isEnded(): boolean {
    return this.stream.isEnded;
  }

  /** Calls back when the connection is over, no matter which end closed it. */
  whenEnded(tell: () => void): void {
    this.onEnd.push(tell);
  }

  accept(transfersPorts: boolean, memory?: SharedArrayBuffer): void {
    this.post({ kind: 'accepted', transfersPorts, ...(memory && { memory }) });
  }

  send(frame: Frame, transfer?: readonly Transferable[]): void {
    // Measured before the frame is sent: a transferred buffer has no size afterwards.
    const bytes = this.marks === undefined ? 0 : frameBytes(frame);
    this.post({ kind: 'frame', frame }, transfer);
    const mark = this.marks?.sent(bytes);
    if (mark !== undefined) this.post({ kind: 'mark', mark });
  }

  post(message: PortMessage, transfer: readonly Transferable[] = []): void {
    if (!this.isEnded) this.port.postMessage(message, transfer as globalThis.Transferable[]);
  }

  replySync(frame: Frame): void {
    this.answerer.answer(frame);
  }

  close(): void {
    this.post({ kind: 'bye' });
    this.stream.close();
    this.release();
  }

  private receive(message: PortMessage): void {
    switch (message.kind) {
      case 'frame':
        if (message.sync !== undefined) this.answerer.open(message.sync);
        this.unmarked += frameBytes(message.frame);
        this.stream.next(message.frame);
        break;
      case 'accepted':
        this.answerer.peerMemory = message.memory;
        this.options.onAccepted?.(message);
        break;
      case 'rest':
        this.answerer.writeRest(message.seq, message.rest);
        break;
      case 'mark':
        this.receiveMark(message.mark);
        break;
      case 'livenessLock':
        this.watch(message.livenessLock);
        break;
      case 'bye':
        this.peerEnded(message.leaving ? 'gone' : 'bye');
        break;
    }
  }

  /**
   * Takes a mark of this end that has come back. A mark of the peer goes back once enough bytes
   * came before it.
   */
  private receiveMark(mark: string): void {
    this.marks?.returned(mark);
    if (this.unmarked < MARK_BYTES) return;
    this.unmarked = 0;
    this.post({ kind: 'mark', mark });
  }

  private watch(livenessLock: string): void {
    this.stopWatching?.();
    if (this.options.sharesLocks && !this.isEnded)
      this.stopWatching = watchLivenessLock(livenessLock, this.onGone);
  }

  private readonly onPageHide = (): void => {
    this.post({ kind: 'bye', leaving: true });
    this.end();
  };

  private readonly onGone = (): void => this.peerEnded('gone');

  private peerEnded(by: 'bye' | 'gone'): void {
    if (this.isEnded) return;
    this.endedBy = by;
    this.end();
    this.options.onPeerEnded?.(by);
  }

  private end(failure?: CulvertError): void {
    this.stream.end(failure);
    this.release();
  }

  private release(): void {
    globalThis.removeEventListener('pagehide', this.onPageHide);
    this.stopWatching?.();
    this.options.livenessLock?.release();
    this.answerer.close();
    this.port.close();
    for (const tell of this.onEnd.splice(0)) tell();
  }
}
