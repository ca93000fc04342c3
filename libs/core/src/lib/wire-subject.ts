import { Subject, type Observable } from 'rxjs';

/** A message as it arrived, with the event that its listeners get. */
export interface ChannelMessage<Event> {
  readonly event: Event;
  readonly args: readonly unknown[];
}

/** A Subject whose `next` goes out and whose subscribers see what comes in. Its end is its own, never the wire's. */
export abstract class WireSubject<T, Event> extends Subject<T> {
  /** What subscribers see, with the event and all arguments. */
  readonly messages$: Observable<ChannelMessage<Event>>;
  private readonly incoming = new Subject<ChannelMessage<Event>>();

  constructor() {
    super();
    this.messages$ = this.incoming.asObservable();
  }

  protected abstract send(value: T): void;

  /** Does nothing once this Subject has ended. */
  override next(value: T): void {
    if (!this.isStopped) this.send(value);
  }

  override complete(): void {
    super.complete();
    this.incoming.complete();
  }

  override error(error: unknown): void {
    super.error(error);
    this.incoming.error(error);
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.incoming.unsubscribe();
  }

  /** Whether anybody would see a message. @internal */
  get isObserved(): boolean {
    return this.observed || this.incoming.observed;
  }

  /** What the wire brings. @internal */
  receive(message: ChannelMessage<Event>): void {
    if (!this.isStopped) this.incoming.next(message);
    // Who saw it there may have ended this Subject.
    if (!this.isStopped) super.next(message.args[0] as T);
  }
}
