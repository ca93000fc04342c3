import { ObjectUnsubscribedError, Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { GuardedSubject } from '../runtime/guarded-subject.js';

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
  private changed: () => void = () => undefined;

  constructor() {
    super();
    this.live$ = new Observable((subscriber) => this.join(subscriber));
    this.messages$ = new Observable((subscriber) => {
      this.join(subscriber);
      this.answering++;
      subscriber.add(() => this.answering--);
      replay(this.keptMessages, subscriber);
    });
  }

  protected abstract send(value: T): void;

  /**
   * Does nothing once this Subject has ended.
   *
   * @throws ObjectUnsubscribedError after `unsubscribe()`, as of any Subject
   */
  override next(value: T): void {
    if (this.closed) throw new ObjectUnsubscribedError();
    if (!this.isStopped) this.send(value);
  }

  override complete(): void {
    super.complete();
    this.incoming.complete();
    this.changed();
  }

  override error(error: unknown): void {
    super.error(error);
    this.incoming.error(error);
    this.changed();
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.incoming.unsubscribe();
    this.changed();
  }

  /** As of any Subject; what is kept comes within the call. */
  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const subscriber = super.subscribe(observerOrNext as (value: T) => void, error, complete);
    this.joined(subscriber);
    replay(this.keptValues, subscriber as Subscriber<T>);
    return subscriber;
  }

  /** Keeps at least so many messages for late subscribers. @internal */
  keep(count: number): void {
    this.capacity = Math.max(this.capacity, count);
    if (count > 0) this.changed();
  }

  /** Calls this whenever {@link isNeeded} may have changed. @internal */
  watch(changed: () => void): void {
    this.changed = changed;
  }

  /** Whether a message is of use to anybody, now or later. @internal */
  get isNeeded(): boolean {
    return this.isObserved || this.keeps;
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

  private join(subscriber: Subscriber<ChannelMessage<Event>>): void {
    this.joined(this.incoming.subscribe(subscriber));
  }

  private joined(subscription: Subscription): void {
    this.changed();
    subscription.add(() => this.changed());
  }

  private added<V>(kept: readonly V[], item: V): readonly V[] {
    return this.capacity === 0 ? kept : [...kept, item].slice(-this.capacity);
  }
}

/** Who unsubscribes in the middle of it gets no more. */
function replay<V>(kept: readonly V[], subscriber: Subscriber<V>): void {
  for (const item of kept) if (!subscriber.closed) subscriber.next(item);
}
