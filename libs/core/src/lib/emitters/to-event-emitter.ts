import { invalidArgument } from '@culvert/protocol';
import { EventEmitter } from 'events';
import { Subscription, type Subject } from 'rxjs';
import { reportUncaught } from '../runtime/report-uncaught.js';

// Node's typings have string or symbol, those of `events` have string or number. This type compiles under both.
type EventName = Parameters<EventEmitter['on']>[0];
type Listener = Parameters<EventEmitter['on']>[1];

/**
 * Wraps any Subject as an EventEmitter. Listeners get its values, and `emit(event, value)` calls `subject.next(value)`.
 * The emitter is subscribed from the first listener until the last one leaves. So replayed values go to the first
 * listener.
 *
 * An error of the subject is emitted as `'error'`. Without a listener for it, it becomes an uncaught error. After the
 * subject completes, the emitter emits no values.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a Subject
 * @example
 * const clicks = new Subject<number>();
 * const emitter = toEventEmitter(clicks, 'click');
 * emitter.on('click', console.log);
 * emitter.emit('click', 1);
 */
export function toEventEmitter<T>(subject: Subject<T>, event = 'value'): EventEmitter {
  const { subscribe, next } = (subject ?? {}) as Partial<Subject<T>>;
  if (typeof subscribe !== 'function' || typeof next !== 'function')
    throw invalidArgument('toEventEmitter needs a Subject.');
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

  // All other methods that add or remove a listener call these, in Node's emitter and in `events`.
  override addListener(event: EventName, listener: Listener): this {
    return this.#following(() => super.addListener(event, listener));
  }

  override prependListener(event: EventName, listener: Listener): this {
    return this.#following(() => super.prependListener(event, listener));
  }

  override removeListener(event: EventName, listener: Listener): this {
    return this.#following(() => super.removeListener(event, listener));
  }

  override removeAllListeners(...events: [] | [event?: EventName]): this {
    return this.#following(() => super.removeAllListeners(...events));
  }

  override emit(event: EventName, ...args: unknown[]): boolean {
    if (event !== this.#event) return this.#emitHere(event, ...args);
    const heard = this.#subscription?.closed === false;
    this.#subject.next(args.at(-1) as T);
    return heard;
  }

  /**
   * Calls the listeners here. TypeScript moves a private method out of its class for targets before ES2022, and `super`
   * does not parse there. So this names the class.
   */
  #emitHere(event: EventName, ...args: unknown[]): boolean {
    return EventEmitter.prototype.emit.call(this, event, ...args);
  }

  #following(change: () => void): this {
    try {
      change();
    } finally {
      // A listener of 'newListener' or 'removeListener' may throw in the middle of the change.
      this.#follow();
    }
    return this;
  }

  #follow(): void {
    const listens = this.listenerCount(this.#event) > 0;
    if (listens && this.#subscription === undefined) {
      // Set before subscribing: a replaying subject calls listeners now, and they may add or remove listeners.
      const subscription = new Subscription();
      this.#subscription = subscription;
      subscription.add(
        this.#subject.subscribe({
          next: (value) => void this.#emitHere(this.#event, value),
          error: (error: unknown) => this.#fail(error),
          complete: () => subscription.unsubscribe(),
        }),
      );
    } else if (!listens) {
      this.#subscription?.unsubscribe();
      this.#subscription = undefined;
    }
  }

  #fail(error: unknown): void {
    this.#subscription?.unsubscribe();
    if (this.listenerCount('error') > 0) this.#emitHere('error', error);
    else reportUncaught(error);
  }

  // As in Node, each of these functions has two names.
  static {
    const { addListener, removeListener } = Object.getOwnPropertyDescriptors(this.prototype);
    Object.defineProperties(this.prototype, { on: addListener, off: removeListener });
  }
}
