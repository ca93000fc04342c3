import { filter, map, type Observable, type Subject } from 'rxjs';
import { checkWebContentsId } from '../emitters/check-arguments.js';
import { DirectedSubject } from './directed-subject.js';
import type { IpcRendererEvent } from '../emitters/ipc-types.js';
import { WireSubject } from './wire-subject.js';

/** The sending functions for the channels of a renderer. */
export interface ChannelSender {
  send(value: unknown): void;
  sendTo(webContentsId: number, value: unknown): void;
  sendToHost(value: unknown): void;
}

/**
 * A channel of a renderer as a Subject. `next(v)` calls `ipcRenderer.send(name, v)`. Subscribers get the first argument
 * of each message. It never echoes its own values. `complete()` and `error()` end this Subject, not the connection.
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
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a webContents id
   */
  to(webContentsId: number): Subject<T> {
    checkWebContentsId(webContentsId);
    return new DirectedSubject<T>(this.from(webContentsId), (value) =>
      this.sender.sendTo(webContentsId, value),
    );
  }

  /** The same channel, to the window that embeds this guest. A host answers by `sendTo`, on the channel itself. */
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
