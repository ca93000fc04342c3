import { Subject, filter, map, type Observable } from 'rxjs';
import type { ChannelMessage } from './channel.js';
import { DirectedSubject } from './directed-subject.js';
import type { IpcMainEvent, WebContents } from './ipc-types.js';

/** How main's channel sends. */
export interface MainChannelSender {
  broadcast(value: unknown): void;
  send(webContentsId: number, value: unknown): void;
}

/**
 * A channel of main as a Subject: `next(v)` goes to every renderer, encoded once; subscribers see what any renderer
 * sends. `complete()` and `error()` end this Subject, not the wire.
 *
 * @example
 * const ticks = main.channel<number>('ticks');
 * interval(1000).subscribe((n) => ticks.next(n));
 * ticks.messages$.subscribe(({ event }) => console.log('from', event.sender.id));
 */
export class MainChannel<T> extends Subject<T> {
  private readonly incoming = new Subject<ChannelMessage<IpcMainEvent>>();
  private readonly sender: MainChannelSender;
  readonly messages$: Observable<ChannelMessage<IpcMainEvent>> = this.incoming.asObservable();

  constructor(sender: MainChannelSender) {
    super();
    this.sender = sender;
  }

  /** To every renderer. Does nothing once this Subject has ended. */
  override next(value: T): void {
    if (!this.isStopped) this.sender.broadcast(value);
  }

  /** The same channel, to and from one renderer. */
  to(target: number | WebContents): Subject<T> {
    const id = typeof target === 'number' ? target : target.id;
    const values$ = this.messages$.pipe(
      filter(({ event }) => event.sender.id === id),
      map(({ args }) => args[0] as T),
    );
    return new DirectedSubject<T>(values$, (value) => this.sender.send(id, value));
  }

  /** Whether anybody would see a message. @internal */
  get isObserved(): boolean {
    return this.observed || this.incoming.observed;
  }

  /** What the wire brings. @internal */
  receive(message: ChannelMessage<IpcMainEvent>): void {
    this.incoming.next(message);
    super.next(message.args[0] as T);
  }
}
