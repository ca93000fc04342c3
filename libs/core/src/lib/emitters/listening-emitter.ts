import { EventEmitter } from 'events';

type Name = Parameters<EventEmitter['on']>[0];
type Listener = Parameters<EventEmitter['on']>[1];

/**
 * An emitter that notices each attached listener, without an event that the app would see. `once` and
 * `prependOnceListener` of every EventEmitter call the methods below.
 */
export class ListeningEmitter extends EventEmitter {
  static {
    // Both names are one function, as in Node's own emitter.
    const { prototype } = this;
    Object.defineProperty(prototype, 'addListener', Object.getOwnPropertyDescriptor(prototype, 'on')!);
  }

  readonly #heard: (name: unknown) => void;

  /** @param heard called with the name of the event when a listener is attached. The name may be a symbol */
  constructor(heard: (name: unknown) => void) {
    super();
    this.#heard = heard;
  }

  // An object that only inherits the prototype, as pre-class code does, has not run this constructor.
  override on(name: Name, listener: Listener): this {
    super.on(name, listener);
    if (#heard in this) this.#heard(name);
    return this;
  }

  override prependListener(name: Name, listener: Listener): this {
    super.prependListener(name, listener);
    if (#heard in this) this.#heard(name);
    return this;
  }
}
