import type { Body, CulvertError, ExchangeMessage } from '@culvert/protocol';
import { attempt } from '../runtime/attempt.js';
import { reportUncaught } from '../runtime/report-uncaught.js';
import type { ExchangeWire, Line, Party } from './exchange-wire.js';
import { END_COST, PullBudget } from './pull-budget.js';

/** The number of something that is served: in main, that of one connection. */
export type ServedKey = number | string;

/** What all streams of one consumer share. */
export interface ConsumerShare {
  /** Counts so many bytes more, or less. @returns the bytes of items that wait for this consumer now */
  wait(bytes: number): number;
  /** Whether one more item may be made or let go in this turn; if not, calls back in a later one. */
  takeTurn(resume: () => void): boolean;
  /** Whether this process exits: no turn ends any more, and each item is sent at once. */
  isExiting(): boolean;
}

/** All calls and streams that one end of the wire has open: those that it asked for, and those that it serves. */
export class Exchanges {
  readonly wire: ExchangeWire;
  private readonly budget: PullBudget;
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

  /**
   * The connection to the consumer has ended, and with it this call or stream. One end of a connection may end tens of
   * thousands: many of them end in later turns.
   */
  abandon(consumer: number, key: ServedKey, error: CulvertError): void {
    const party = this.served.get(key);
    if (party === undefined) return;
    if (this.budget.take(consumer, () => this.abandon(consumer, key, error), END_COST))
      endParty(party, error);
  }

  /** What was opened there will get no answer. */
  fail(seq: number, error: CulvertError): void {
    endParty(this.opened.get(seq), error);
  }

  /** What one consumer may have of this process. All guests inside one connection are one consumer. */
  consumer(id: number): ConsumerShare {
    const consumer = this.wire.carrierOf?.(id) ?? id;
    return {
      wait: (bytes) => this.wait(consumer, bytes),
      takeTurn: (resume) => this.budget.take(consumer, resume),
      isExiting: () => this.exiting,
    };
  }

  private wait(consumer: number, bytes: number): number {
    const waiting = (this.waiting.get(consumer) ?? 0) + bytes;
    if (waiting === 0) this.waiting.delete(consumer);
    else this.waiting.set(consumer, waiting);
    return waiting;
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
