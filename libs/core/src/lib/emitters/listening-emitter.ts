import { EventEmitter } from 'events';

type Name = Parameters<EventEmitter['on']>[0];
type Listener = Parameters<EventEmitter['on']>[1];

/**
 * An emitter that knows of each listener that is attached, without an event of its own that others would see. `once` and
 * `prependOnceListener` of every EventEmitter call the methods that are here.
 */
export class ListeningEmitter extends EventEmitter {
  static {
    // One function, as of Node's own.
    const { prototype } = this;
    Object.defineProperty(prototype, 'addListener', Object.getOwnPropertyDescriptor(prototype, 'on')!);
  }

  readonly #heard: (name: unknown) => void;

  /** @param heard is called with the name, which may be a symbol, when a listener is attached */
  constructor(heard: (name: unknown) => void) {
    super();
    this.#heard = heard;
  }

  // What only inherits from one, as functions of old do, has no constructor of ours behind it.
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
