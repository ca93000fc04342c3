import { ObjectUnsubscribedError, Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { GuardedSubject } from '../runtime/guarded-subject.js';

/** A message, with the event that its listeners get. */
export interface ChannelMessage<Event> {
  /** The event, which names the sender and may answer it. */
  readonly event: Event;
  /** All arguments of the sender. */
  readonly args: readonly unknown[];
}

/** A Subject that sends by `next` and emits received messages. Its end does not end the connection. */
export abstract class WireSubject<T, Event> extends GuardedSubject<T> {
  /** The received messages, each with its event and all arguments. */
  readonly messages$: Observable<ChannelMessage<Event>>;
  /** The same without replay. */
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
   * Sends a value. Does nothing once this Subject has ended.
   *
   * @throws ObjectUnsubscribedError after `unsubscribe()`, like any Subject
   */
  override next(value: T): void {
    if (this.closed) throw new ObjectUnsubscribedError();
    if (!this.isStopped) this.send(value);
  }

  /** Ends this Subject. Its subscribers and those of `messages$` complete. */
  override complete(): void {
    super.complete();
    this.incoming.complete();
    this.changed();
  }

  /** Ends this Subject. Its subscribers and those of `messages$` get the error. */
  override error(error: unknown): void {
    super.error(error);
    this.incoming.error(error);
    this.changed();
  }

  /** Removes all subscribers. A later `next` or `subscribe` throws, as with any Subject. */
  override unsubscribe(): void {
    super.unsubscribe();
    this.incoming.unsubscribe();
    this.changed();
  }

  /** Subscribes as to any Subject. The kept messages are emitted within the call. */
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
  replayAtLeast(count: number): void {
    this.capacity = Math.max(this.capacity, count);
    if (count > 0) this.changed();
  }

  /** Sets the callback for a possible change of {@link isNeeded}. @internal */
  watch(changed: () => void): void {
    this.changed = changed;
  }

  /** `true` if messages are needed, by subscribers of now or of later. @internal */
  get isNeeded(): boolean {
    return this.isObserved || this.replays;
  }

  /** `true` if messages are kept, even without a subscriber. @internal */
  get replays(): boolean {
    return this.capacity > 0 && !this.isStopped;
  }

  /** `true` if a message would reach a subscriber. @internal */
  get isObserved(): boolean {
    return this.observed || this.incoming.observed;
  }

  /** `true` if a message would reach a subscriber that gets its event, and could answer it. @internal */
  get canAnswer(): boolean {
    return this.answering > 0;
  }

  /** Takes a received message. @internal */
  receive(message: ChannelMessage<Event>): void {
    // Kept before the emission, so that an observer that subscribes during the emission gets the message exactly once.
    this.keptMessages = this.added(this.keptMessages, message);
    if (!this.isStopped) this.incoming.next(message);
    // A `messages$` observer may have ended this Subject.
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

/** Emits the kept messages, until the subscriber unsubscribes. */
function replay<V>(kept: readonly V[], subscriber: Subscriber<V>): void {
  for (const item of kept) if (!subscriber.closed) subscriber.next(item);
}
