import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { GuardedSubject } from './guarded-subject.js';

/** A message as it arrived, with the event that its listeners get. */
export interface ChannelMessage<Event> {
  readonly event: Event;
  readonly args: readonly unknown[];
}

/** A Subject whose `next` goes out and whose subscribers see what comes in. Its end is its own, never the wire's. */
export abstract class WireSubject<T, Event> extends GuardedSubject<T> {
  /** What subscribers see, with the event and all arguments. */
  readonly messages$: Observable<ChannelMessage<Event>>;
  /** The same, from now on, with nothing replayed. */
  protected readonly live$: Observable<ChannelMessage<Event>>;
  private readonly incoming = new GuardedSubject<ChannelMessage<Event>>();
  private answering = 0;
  private keptMessages: readonly ChannelMessage<Event>[] = [];
  private keptValues: readonly T[] = [];
  private capacity = 0;

  constructor() {
    super();
    this.live$ = this.incoming.asObservable();
    this.messages$ = new Observable((subscriber) => {
      const subscription = this.incoming.subscribe(subscriber);
      this.answering++;
      subscription.add(() => this.answering--);
      replay(this.keptMessages, subscriber);
      return subscription;
    });
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

  /** As of any Subject; what is kept comes within the call. */
  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const subscriber = super.subscribe(observerOrNext as (value: T) => void, error, complete);
    replay(this.keptValues, subscriber as Subscriber<T>);
    return subscriber;
  }

  /** Keeps at least so many messages for late subscribers. @internal */
  keep(count: number): void {
    this.capacity = Math.max(this.capacity, count);
  }

  /** Whether a message is kept though nobody sees it now. @internal */
  get keeps(): boolean {
    return this.capacity > 0 && !this.isStopped;
  }

  /** Whether anybody would see a message. @internal */
  get isObserved(): boolean {
    return this.observed || this.incoming.observed;
  }

  /** Whether anybody who would see a message has its event, and could answer it. @internal */
  get canAnswer(): boolean {
    return this.answering > 0;
  }

  /** What the wire brings. @internal */
  receive(message: ChannelMessage<Event>): void {
    // Each just before it goes out: who subscribes meanwhile gets it once.
    this.keptMessages = this.added(this.keptMessages, message);
    if (!this.isStopped) this.incoming.next(message);
    // Who saw it there may have ended this Subject.
    if (this.isStopped) return;
    const value = message.args[0] as T;
    this.keptValues = this.added(this.keptValues, value);
    super.next(value);
  }

  private added<V>(kept: readonly V[], item: V): readonly V[] {
    return this.capacity === 0 ? kept : [...kept, item].slice(-this.capacity);
  }
}

/** Who unsubscribes in the middle of it gets no more. */
function replay<V>(kept: readonly V[], subscriber: Subscriber<V>): void {
  for (const item of kept) if (!subscriber.closed) subscriber.next(item);
}
