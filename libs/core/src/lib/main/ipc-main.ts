import { invalidArgument } from '@culvert/protocol';
import { EventEmitter } from 'events';
import { checkChannel, checkFirstHandler } from '../emitters/check-arguments.js';
import type { ExposedHandler } from '../rpc/exposed-handler.js';
import type { IpcMain, IpcMainHandler } from '../emitters/ipc-types.js';

const guard = () => undefined;

/** `ipcMain`: a real EventEmitter, with the handlers of `invoke`. */
export class MainIpc extends EventEmitter implements IpcMain {
  /** Handlers of `invoke` and members of contracts: a name has one of either. */
  readonly #handlers = new Map<
    string,
    { readonly handler: IpcMainHandler; readonly once: boolean } | { readonly exposed: ExposedHandler }
  >();

  constructor() {
    super();
    // As in Electron: a renderer that sends on 'error' must not end main. Its list of listeners starts with this
    // guard.
    this.on('error', guard);
  }

  /** True if a listener other than the guard would see a message. @internal */
  hasListener(channel: string): boolean {
    return channel === 'error'
      ? this.listeners(channel).some((listener) => listener !== guard)
      : this.listenerCount(channel) > 0;
  }

  handle(channel: string, handler: IpcMainHandler): void {
    this.#register(channel, handler, false);
  }

  handleOnce(channel: string, handler: IpcMainHandler): void {
    this.#register(channel, handler, true);
  }

  /** Leaves a member of a contract in place: `expose` returned the function that removes that. */
  removeHandler(channel: string): void {
    const entry = this.#handlers.get(channel);
    if (entry !== undefined && 'handler' in entry) this.#handlers.delete(channel);
  }

  /** Removes all listeners and handlers, because their renderer is gone. @internal */
  clear(): void {
    this.removeAllListeners();
    this.#handlers.clear();
  }

  /** The handler for one call. This removes a handler of `handleOnce`. @internal */
  takeHandler(channel: string): IpcMainHandler | undefined {
    const entry = this.#handlers.get(channel);
    if (entry === undefined || 'exposed' in entry) return undefined;
    if (entry.once) this.#handlers.delete(channel);
    return entry.handler;
  }

  /** Serves a member of a contract, until the caller calls the returned function. @internal */
  expose(channel: string, exposed: ExposedHandler): () => void {
    this.#add(channel, { exposed });
    return () => {
      if (this.exposed(channel, exposed.kind) === exposed) this.#handlers.delete(channel);
    };
  }

  /** The member of this kind and name. @internal */
  exposed(channel: string, kind: ExposedHandler['kind']): ExposedHandler | undefined {
    const entry = this.#handlers.get(channel);
    return entry !== undefined && 'exposed' in entry && entry.exposed.kind === kind
      ? entry.exposed
      : undefined;
  }

  #register(channel: string, handler: IpcMainHandler, once: boolean): void {
    checkChannel(channel);
    if (typeof handler !== 'function') {
      throw invalidArgument(`Expected handler to be a function, but found type '${typeof handler}'`);
    }
    this.#add(channel, { handler, once });
  }

  #add(
    channel: string,
    entry: { handler: IpcMainHandler; once: boolean } | { exposed: ExposedHandler },
  ): void {
    checkFirstHandler(channel, this.#handlers);
    this.#handlers.set(channel, entry);
  }
}
