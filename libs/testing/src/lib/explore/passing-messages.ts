import type { Ledger } from './ledger.js';
import type { Connection } from './link-end.js';

/** A guest does not know the id of its window. */
export const HOST = -1;

interface Passing {
  readonly sender: Ledger;
  readonly to: number;
  readonly channel: string;
  readonly text: string;
  /** The connection that the receiver had, if it had one. */
  readonly target: Connection | undefined;
}

/** Messages from one renderer to another keep their order. Main may drop some. */
export class PassingMessages {
  /** Those that main has got and not passed on. */
  private readonly messages: Passing[] = [];
  private readonly ledgers: ReadonlyMap<Connection, Ledger>;
  private readonly broken: (check: string, text: string) => void;

  constructor(ledgers: ReadonlyMap<Connection, Ledger>, broken: (check: string, text: string) => void) {
    this.ledgers = ledgers;
    this.broken = broken;
  }

  got(sender: Ledger, to: number, channel: string, text: string): void {
    let target: Connection | undefined;
    for (const ledger of this.ledgers.values())
      if (ledger.id === to && !ledger.connection.isOver) target = ledger.connection;
    this.messages.push({ sender, to, channel, text, target });
  }

  passed(from: number, { id: to }: Ledger, channel: string, text: string): void {
    if (!this.knows(from)) return;
    const place = this.messages.findIndex(
      (passing) =>
        isFrom(passing, from) && isTo(passing, to) && passing.channel === channel && passing.text === text,
    );
    if (place < 0) {
      const what = `main has passed '${channel}' from ${from} to ${to} ${text}`;
      this.broken('order', `${what} late, twice or without a sender`);
      return;
    }
    // Main has dropped the earlier ones of this pair, so they must not come later.
    for (let index = place; index >= 0; index--) {
      const passing = this.messages[index]!;
      if (isFrom(passing, from) && isTo(passing, to)) this.messages.splice(index, 1);
    }
  }

  /** Those for a receiver that was there, and is there still. */
  undelivered(): string[] {
    return this.messages
      .filter(({ target }) => target !== undefined && !target.isOver)
      .map(({ sender, to, channel, text }) => `'${channel}' ${text} from ${sender.id} to ${to}`);
  }

  /** Guests travel inside the frames of their window, so main may get a message later than its window does. */
  private knows(id: number): boolean {
    for (const ledger of this.ledgers.values()) if (ledger.id === id && id !== 0) return true;
    return false;
  }
}

function isTo(passing: Passing, id: number): boolean {
  return passing.to === id || passing.to === HOST;
}

/** Main may pass on a message of a guest before its window passes on the `welcome`. */
function isFrom({ sender }: Passing, id: number): boolean {
  return sender.id === id || sender.id === 0;
}
