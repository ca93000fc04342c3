import { filter, map, type Subject } from 'rxjs';
import { checkWebContentsId } from '../emitters/check-arguments.js';
import { DirectedSubject } from './directed-subject.js';
import type { IpcMainEvent, WebContents } from '../emitters/ipc-types.js';
import { WireSubject } from './wire-subject.js';

/** The sending functions for the channels of main. */
export interface MainChannelSender {
  broadcast(value: unknown): void;
  send(webContentsId: number, value: unknown): void;
}

/**
 * A channel of main as a Subject. `next(v)` sends to every renderer, and encodes once. Subscribers get the messages of
 * all renderers. `complete()` and `error()` end this Subject, not the connections.
 *
 * @example
 * const ticks = main.channel<number>('ticks');
 * interval(1000).subscribe((n) => ticks.next(n));
 * ticks.messages$.subscribe(({ event }) => console.log('from', event.sender.id));
 */
export class MainChannel<T> extends WireSubject<T, IpcMainEvent> {
  private readonly sender: MainChannelSender;

  constructor(sender: MainChannelSender) {
    super();
    this.sender = sender;
  }

  /**
   * The same channel, to and from one renderer. Nothing is replayed there.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is neither a WebContents nor the id of one
   */
  to(target: number | WebContents): Subject<T> {
    const id = typeof target === 'object' && (target as unknown) !== null ? target.id : target;
    checkWebContentsId(id);
    const values$ = this.live$.pipe(
      filter(({ event }) => event.sender.id === id),
      map(({ args }) => args[0] as T),
    );
    return new DirectedSubject<T>(values$, (value) => this.sender.send(id, value));
  }

  protected override send(value: T): void {
    this.sender.broadcast(value);
  }
}
