import { filter, map, type Observable, type Subject } from 'rxjs';
import { checkWebContentsId } from '../emitters/check-arguments.js';
import { DirectedSubject } from './directed-subject.js';
import type { IpcRendererEvent } from '../emitters/ipc-types.js';
import { WireSubject } from './wire-subject.js';

/** How a renderer's channel sends. */
export interface ChannelSender {
  send(value: unknown): void;
  sendTo(webContentsId: number, value: unknown): void;
  sendToHost(value: unknown): void;
}

/**
 * A channel of a renderer as a Subject: `next(v)` is `ipcRenderer.send(name, v)`, and subscribers get the first
 * argument of what arrives. It never echoes its own values. `complete()` and `error()` end this Subject, not the wire.
 *
 * @example
 * const ticks = renderer.channel<number>('ticks');
 * ticks.pipe(throttleTime(1000)).subscribe(render);
 * ticks.next(1);
 */
export class Channel<T> extends WireSubject<T, IpcRendererEvent> {
  private readonly sender: ChannelSender;

  constructor(sender: ChannelSender) {
    super();
    this.sender = sender;
  }

  /**
   * The same channel, to and from one other renderer. Nothing is replayed there.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for what is no webContents id
   */
  to(webContentsId: number): Subject<T> {
    checkWebContentsId(webContentsId);
    return new DirectedSubject<T>(this.from(webContentsId), (value) =>
      this.sender.sendTo(webContentsId, value),
    );
  }

  /** The same channel, to the window that embeds this guest. Hosts answer by `sendTo`, seen on the channel itself. */
  toHost(): Subject<T> {
    return new DirectedSubject<T>(this, (value) => this.sender.sendToHost(value));
  }

  protected override send(value: T): void {
    this.sender.send(value);
  }

  private from(senderId: number): Observable<T> {
    return this.live$.pipe(
      filter(({ event }) => event.senderId === senderId),
      map(({ args }) => args[0] as T),
    );
  }
}
