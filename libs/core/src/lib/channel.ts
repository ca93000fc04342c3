import { Subject, filter, map, type Observable } from 'rxjs';
import { DirectedSubject } from './directed-subject.js';
import type { IpcRendererEvent } from './ipc-types.js';

/** A message as it arrived, with the event that its listeners get. */
export interface ChannelMessage<Event> {
  readonly event: Event;
  readonly args: readonly unknown[];
}

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
export class Channel<T> extends Subject<T> {
  private readonly incoming = new Subject<ChannelMessage<IpcRendererEvent>>();
  private readonly sender: ChannelSender;
  readonly messages$: Observable<ChannelMessage<IpcRendererEvent>> = this.incoming.asObservable();

  constructor(sender: ChannelSender) {
    super();
    this.sender = sender;
  }

  /** To main. Does nothing once this Subject has ended. */
  override next(value: T): void {
    if (!this.isStopped) this.sender.send(value);
  }

  /** The same channel, to and from one other renderer. */
  to(webContentsId: number): Subject<T> {
    return new DirectedSubject<T>(this.from(webContentsId), (value) =>
      this.sender.sendTo(webContentsId, value),
    );
  }

  /** The same channel, to the window that embeds this guest. Hosts answer by `sendTo`, seen on the channel itself. */
  toHost(): Subject<T> {
    return new DirectedSubject<T>(this, (value) => this.sender.sendToHost(value));
  }

  private from(senderId: number): Observable<T> {
    return this.messages$.pipe(
      filter(({ event }) => event.senderId === senderId),
      map(({ args }) => args[0] as T),
    );
  }

  /** Whether anybody would see a message. @internal */
  get isObserved(): boolean {
    return this.observed || this.incoming.observed;
  }

  /** What the wire brings. @internal */
  receive(message: ChannelMessage<IpcRendererEvent>): void {
    this.incoming.next(message);
    super.next(message.args[0] as T);
  }
}
