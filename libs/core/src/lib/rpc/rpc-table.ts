import type { Body, CulvertError, RpcMessage } from '@culvert/protocol';
import { attempt } from '../runtime/attempt.js';
import { reportUncaught } from '../runtime/report-uncaught.js';
import type { RpcWire, OutgoingCall, RpcEntry } from './rpc-wire.js';
import { END_COST, TurnBudget } from './turn-budget.js';

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
export class RpcTable {
  readonly wire: RpcWire;
  private readonly budget: TurnBudget;
  private readonly opened = new Map<number, RpcEntry>();
  private readonly served = new Map<ServedKey, RpcEntry>();
  /** Bytes of items that wait for demand, by who is to have them. */
  private readonly waiting = new Map<number, number>();
  private exiting = false;

  constructor(wire: RpcWire) {
    this.wire = wire;
    this.budget = new TurnBudget(wire.scheduler);
  }

  /** A call for a call or stream, whose answers `party` gets until {@link close}. */
  open(to: number | undefined, createEntry: (call: OutgoingCall) => RpcEntry): OutgoingCall {
    const call = this.wire.createCall(to);
    this.opened.set(call.seq, createEntry(call));
    return call;
  }

  /** @returns whether it was open */
  close({ seq }: OutgoingCall): boolean {
    return this.opened.delete(seq);
  }

  serve(key: ServedKey, entry: RpcEntry): void {
    this.served.set(key, entry);
  }

  /** @returns whether it was open */
  finish(key: ServedKey): boolean {
    return this.served.delete(key);
  }

  isServing(key: ServedKey): boolean {
    return this.served.has(key);
  }

  /** @returns whether anybody waits for it */
  toConsumer(message: RpcMessage, body: Body): boolean {
    const entry = this.opened.get(message.seq);
    if (entry === undefined) return false;
    deliverTo(entry, message, body);
    return true;
  }

  toProvider(key: ServedKey, message: RpcMessage, body: Body): void {
    const entry = this.served.get(key);
    if (entry !== undefined) deliverTo(entry, message, body);
  }

  /**
   * The connection to the consumer has ended, and with it this call or stream. One end of a connection may end tens of
   * thousands: many of them end in later turns.
   */
  abandon(consumer: number, key: ServedKey, error: CulvertError): void {
    const entry = this.served.get(key);
    if (entry === undefined) return;
    if (this.budget.take(consumer, () => this.abandon(consumer, key, error), END_COST))
      endEntry(entry, error);
  }

  /** What was opened there will get no answer. */
  fail(seq: number, error: CulvertError): void {
    endEntry(this.opened.get(seq), error);
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
    for (const entry of [...this.opened.values(), ...this.served.values()]) attempt(() => entry.flush?.());
  }

  /** The connection is over. */
  endAll(error: CulvertError): void {
    for (const entry of [...this.opened.values(), ...this.served.values()]) endEntry(entry, error);
  }
}

/*
 * A party runs code of the app: subscribers, and teardowns, which RxJS lets throw. What is thrown there is reported,
 * and all others hear of their own.
 */
function deliverTo(entry: RpcEntry, message: RpcMessage, body: Body): void {
  try {
    entry.receive(message, body);
  } catch (error) {
    reportUncaught(error);
  }
}

function endEntry(entry: RpcEntry | undefined, error: CulvertError): void {
  attempt(() => entry?.end(error));
}
