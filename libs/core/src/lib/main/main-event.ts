import type { IpcMainEvent, VerifiedSender, WebContents } from '../emitters/ipc-types.js';
import type { MessagePortLike } from '../transport/message-port.js';

/** What an event does for its listener. */
export interface MainEventActions {
  /** Takes the first value that a listener returns, and says whether this is it. Absent where nobody waits for one. */
  readonly answer?: ((value: unknown) => boolean) | undefined;
  readonly reply: (channel: string, ...args: unknown[]) => void;
}

/** A class, since there is one for each message: accessors of an object literal are made anew with every one. */
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

  /** Found as a property, as Electron's is: it works on its own. */
  get reply(): IpcMainEvent['reply'] {
    return this.#actions.reply;
  }
}
