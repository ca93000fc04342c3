import { CulvertError, checkObject, type Frame } from '@culvert/protocol';
import { Observable, Subject, type SchedulerLike } from 'rxjs';
import type { Transport } from './transport.js';
import { checkParts } from '../runtime/check-parts.js';
import { Fifo } from '../runtime/fifo.js';
import { turnScheduler } from '../runtime/turn-scheduler.js';

/**
 * Two joined transports in one process. A frame sent at one end is emitted at the other in a later turn of the
 * scheduler. It waits until that end has a subscriber.
 *
 * `sendSync` works only if main answers within the call. Both ends share the thread, so waiting for a later answer would
 * be a deadlock. It throws `ERR_CULVERT_SYNC_WOULD_DEADLOCK` at once instead.
 *
 * @example
 * const [mainEnd, rendererEnd] = createMemoryLink();
 * createMain().connect(mainEnd);
 * const { ipcRenderer } = createRenderer(rendererEnd);
 */
export function createMemoryLink(
  options: { readonly scheduler?: SchedulerLike | undefined } = {},
): readonly [main: Transport, renderer: Transport] {
  checkObject('createMemoryLink: options', options);
  checkParts(options);
  const scheduler = options.scheduler ?? turnScheduler;
  const main = new MemoryTransport(scheduler);
  const renderer = new MemoryTransport(scheduler);
  main.join(renderer);
  renderer.join(main);
  return [
    transportOf(main, { replySync: (frame) => main.replySync(frame) }),
    transportOf(renderer, { sendSync: (frame) => renderer.sendSync(frame) }),
  ];
}

function transportOf(end: MemoryTransport, sync: Pick<Transport, 'sendSync' | 'replySync'>): Transport {
  return {
    encoding: 'structured-clone',
    transfersPorts: true,
    frames$: end.frames$,
    send: (frame) => end.send(frame),
    close: () => end.close(),
    ...sync,
  };
}

class MemoryTransport {
  readonly frames$ = new Observable<Frame>((subscriber) => this.listen().subscribe(subscriber));
  private readonly frames = new Subject<Frame>();
  private readonly scheduler: SchedulerLike;
  private peer!: MemoryTransport;
  /** Frames of the peer that this end has not emitted yet. END follows the last one. */
  private readonly arriving = new Fifo<Frame>();
  /** The number of frames that `sendSync` has emitted before their scheduled actions. These actions emit nothing. */
  private early = 0;
  private heard = false;
  private closed = false;
  private reply: { readonly frame: Frame } | undefined;

  constructor(scheduler: SchedulerLike) {
    this.scheduler = scheduler;
  }

  join(peer: MemoryTransport): void {
    this.peer = peer;
  }

  send(frame: Frame): void {
    if (!this.closed) this.peer.arrive(copyBlobs(frame));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.frames.complete();
    this.peer.arrive(END);
  }

  sendSync(frame: Frame): Frame {
    this.reply = undefined;
    if (!this.closed) this.peer.takeNow(copyBlobs(frame));
    const reply = this.takeReply();
    if (reply !== undefined) return reply.frame;
    if (this.closed || this.peer.closed) {
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The other end of this link is closed.');
    }
    throw new CulvertError(
      'ERR_CULVERT_SYNC_WOULD_DEADLOCK',
      'Main has not answered within the call, and cannot answer later: over a memory link it shares this thread.',
    );
  }

  replySync(frame: Frame): void {
    this.peer.reply = { frame: copyBlobs(frame) };
  }

  /** The first subscriber gets the earlier frames. */
  private listen(): Observable<Frame> {
    if (!this.heard) {
      this.heard = true;
      for (const _ of this.arriving) this.scheduler.schedule(() => this.emitScheduled());
    }
    return this.frames;
  }

  /** Emits a frame at once, after all frames that are on their way. */
  private takeNow(frame: Frame): void {
    while (this.emitNext()) this.early++;
    if (this.heard) this.frames.next(frame);
  }

  private takeReply(): { readonly frame: Frame } | undefined {
    const { reply } = this;
    this.reply = undefined;
    return reply;
  }

  private arrive(item: Frame): void {
    this.arriving.push(item);
    this.scheduler.schedule(() => this.emitScheduled());
  }

  /** Emits one frame for one scheduled action. A later frame keeps the time of its own action. */
  private emitScheduled(): void {
    if (this.early > 0) this.early--;
    else this.emitNext();
  }

  private emitNext(): boolean {
    if (!this.heard || this.arriving.length === 0) return false;
    const item = this.arriving.shift();
    if (item !== END) this.frames.next(item);
    else if (!this.closed) this.close();
    return true;
  }
}

const END = Symbol('end');

/** Copies the bytes, because another process would have its own copy. */
function copyBlobs(frame: Frame): Frame {
  if (!Array.isArray(frame)) return frame;
  return frame.map((part: unknown) => (part instanceof Uint8Array ? part.slice() : part));
}
