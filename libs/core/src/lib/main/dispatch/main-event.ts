import type { IpcMainEvent, VerifiedSender, WebContents } from '../../emitters/ipc-types.js';
import type { MessagePortLike } from '../../transport/message-port.js';

/** The actions behind an event. */
export interface MainEventActions {
  /**
   * Takes the first value that a listener returns, and returns false for later ones. Absent if no request waits for
   * one.
   */
  readonly answer?: ((value: unknown) => boolean) | undefined;
  readonly reply: (channel: string, ...args: unknown[]) => void;
}

/**
 * A class, because there is one event for each message: an object literal would create its accessors for every one.
 */
export class MainEvent implements IpcMainEvent {
  readonly sender: WebContents;
  readonly senderInfo: VerifiedSender;
  readonly ports: readonly MessagePortLike[];
  readonly #actions: MainEventActions;
  #returnValue: unknown;

  constructor(
    sender: WebContents,
    senderInfo: VerifiedSender,
    ports: readonly MessagePortLike[],
    actions: MainEventActions,
  ) {
    this.sender = sender;
    this.senderInfo = senderInfo;
    this.ports = ports;
    this.#actions = actions;
  }

  get returnValue(): unknown {
    return this.#returnValue;
  }

  set returnValue(value: unknown) {
    const { answer } = this.#actions;
    if (answer === undefined || answer(value)) this.#returnValue = value;
  }

  /** Returns a bound function, so `const { reply } = event` works as in Electron. */
  get reply(): IpcMainEvent['reply'] {
    return this.#actions.reply;
  }
}
