import type { Message } from '@culvert/protocol';
import type { Ledger } from './ledger.js';

/** Main says nothing before its `welcome`. Returns what is wrong. */
export function refusesBadStart({ epoch }: Ledger, { kind }: Message): string | undefined {
  if (epoch !== 0 || kind === 'welcome' || kind === 'refuse') return undefined;
  return `main has sent '${kind}' before its welcome`;
}

/**
 * Main sends one `welcome` for a `hello`. No other connection has its epoch, and no other open connection has its id.
 *
 * @returns what is wrong
 */
export function greets(ledger: Ledger, message: Message, all: Iterable<Ledger>): string | undefined {
  if (message.kind !== 'welcome') return undefined;
  const { id, epoch } = message;
  const others = [...all].filter((other) => other !== ledger && other.epoch !== 0);
  const isSecond = ledger.epoch !== 0;
  Object.assign(ledger, { id, epoch });
  if (isSecond) return 'main has sent a second welcome';
  if (!ledger.hasHello) return 'main has sent its welcome before the hello';
  if (others.some((other) => other.epoch === epoch)) return `main has given the epoch ${epoch} twice`;
  const isTaken = others.some((other) => other.id === id && !other.connection.isOver);
  return isTaken ? `main has given the id ${id} to two open connections` : undefined;
}
