import { EventEmitter } from 'events';
import { Subscription, type Subject } from 'rxjs';

// Node's typings say string or symbol, those of `events` string or number: this compiles under both.
type EventName = Parameters<EventEmitter['on']>[0];
type Listener = Parameters<EventEmitter['on']>[1];

/**
 * Any Subject as an EventEmitter: listeners get its values, `emit(event, value)` is `subject.next(value)`. It is
 * subscribed from the first listener until the last one leaves.
 *
 * @example
 * const clicks = new Subject<number>();
 * const emitter = toEventEmitter(clicks, 'click');
 * emitter.on('click', console.log);
 * emitter.emit('click', 1);
 */
export function toEventEmitter<T>(subject: Subject<T>, event = 'value'): EventEmitter {
  return new SubjectEmitter(subject, event);
}

class SubjectEmitter<T> extends EventEmitter {
  readonly #subject: Subject<T>;
  readonly #event: string;
  #subscription: Subscription | undefined;

  constructor(subject: Subject<T>, event: string) {
    super();
    this.#subject = subject;
    this.#event = event;
  }

  // All other ways to add or remove a listener end in these, in Node's emitter and in `events` alike.
  override on(event: EventName, listener: Listener): this {
    return this.#following(() => super.on(event, listener));
  }

  override addListener(event: EventName, listener: Listener): this {
    return this.#following(() => super.addListener(event, listener));
  }

  override prependListener(event: EventName, listener: Listener): this {
    return this.#following(() => super.prependListener(event, listener));
  }

  override removeListener(event: EventName, listener: Listener): this {
    return this.#following(() => super.removeListener(event, listener));
  }

  override off(event: EventName, listener: Listener): this {
    return this.#following(() => super.off(event, listener));
  }

  override removeAllListeners(event?: EventName): this {
    return this.#following(() =>
      event === undefined ? super.removeAllListeners() : super.removeAllListeners(event),
    );
  }

  override emit(event: EventName, ...args: unknown[]): boolean {
    if (event !== this.#event) return super.emit(event, ...args);
    const heard = this.listenerCount(event) > 0;
    this.#subject.next(args.at(-1) as T);
    return heard;
  }

  #following(change: () => void): this {
    change();
    if (this.listenerCount(this.#event) > 0 && this.#subscription === undefined) {
      // Known before it begins: a subject that replays calls listeners now, and they may add or remove some.
      const subscription = new Subscription();
      this.#subscription = subscription;
      subscription.add(this.#subject.subscribe((value) => void super.emit(this.#event, value)));
    }
    if (this.listenerCount(this.#event) === 0) {
      this.#subscription?.unsubscribe();
      this.#subscription = undefined;
    }
    return this;
  }
}
