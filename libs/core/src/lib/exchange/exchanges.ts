import type { Body, CulvertError, ExchangeMessage } from '@culvert/protocol';
import { attempt } from '../attempt.js';
import { reportUncaught } from '../report-uncaught.js';
import type { ExchangeWire, Line, Party } from './exchange-wire.js';
import { PullBudget } from './pull-budget.js';

/** The number of something that is served: in main, that of one connection. */
export type ServedKey = number | string;

/** All calls and streams that one end of the wire has open: those that it asked for, and those that it serves. */
export class Exchanges {
  readonly wire: ExchangeWire;
  readonly budget: PullBudget;
  private readonly opened = new Map<number, Party>();
  private readonly served = new Map<ServedKey, Party>();
  /** Bytes of items that wait for demand, by who is to have them. */
  private readonly waiting = new Map<number, number>();
  private exiting = false;

  constructor(wire: ExchangeWire) {
    this.wire = wire;
    this.budget = new PullBudget(wire.scheduler);
  }

  /** A line for a call or stream, whose answers `party` gets until {@link close}. */
  open(to: number | undefined, createParty: (line: Line) => Party): Line {
    const line = this.wire.line(to);
    this.opened.set(line.seq, createParty(line));
    return line;
  }

  /** @returns whether it was open */
  close({ seq }: Line): boolean {
    return this.opened.delete(seq);
  }

  serve(key: ServedKey, party: Party): void {
    this.served.set(key, party);
  }

  /** @returns whether it was open */
  finish(key: ServedKey): boolean {
    return this.served.delete(key);
  }

  isServing(key: ServedKey): boolean {
    return this.served.has(key);
  }

  /** @returns whether anybody waits for it */
  toConsumer(message: ExchangeMessage, body: Body): boolean {
    const party = this.opened.get(message.seq);
    if (party === undefined) return false;
    receiveBy(party, message, body);
    return true;
  }

  toProvider(key: ServedKey, message: ExchangeMessage, body: Body): void {
    const party = this.served.get(key);
    if (party !== undefined) receiveBy(party, message, body);
  }

  /** Whoever has opened it is gone. */
  abandon(key: ServedKey, error: CulvertError): void {
    endParty(this.served.get(key), error);
  }

  /** What was opened there will get no answer. */
  fail(seq: number, error: CulvertError): void {
    endParty(this.opened.get(seq), error);
  }

  /**
   * Counts items that begin to wait for this consumer, or end to: all its streams together have one limit.
   *
   * @returns the bytes that wait for it now
   */
  wait(consumer: number, bytes: number): number {
    const waiting = (this.waiting.get(consumer) ?? 0) + bytes;
    if (waiting === 0) this.waiting.delete(consumer);
    else this.waiting.set(consumer, waiting);
    return waiting;
  }

  /** Whether this process exits: no turn ends any more, and each item is sent at once. */
  get isExiting(): boolean {
    return this.exiting;
  }

  exit(): void {
    this.exiting = true;
    this.flush();
  }

  /** Sends what waits for the end of the turn, now. */
  flush(): void {
    for (const party of [...this.opened.values(), ...this.served.values()]) attempt(() => party.flush?.());
  }

  /** The connection is over. */
  endAll(error: CulvertError): void {
    for (const party of [...this.opened.values(), ...this.served.values()]) endParty(party, error);
  }
}

/*
 * A party runs code of the app: subscribers, and teardowns, which RxJS lets throw. What is thrown there is reported,
 * and all others hear of their own.
 */
function receiveBy(party: Party, message: ExchangeMessage, body: Body): void {
  try {
    party.receive(message, body);
  } catch (error) {
    reportUncaught(error);
  }
}

function endParty(party: Party | undefined, error: CulvertError): void {
  attempt(() => party?.end(error));
}
