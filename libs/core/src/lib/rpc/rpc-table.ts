import type { Body, CulvertError, RpcMessage } from '@culvert/protocol';
import { attempt } from '../runtime/attempt.js';
import { deliverTo, endAll, endEntry, type OpenCalls, type RpcEntry } from './rpc-entry.js';
import type { RpcWire, OutgoingCall } from './rpc-wire.js';
import { END_COST, TurnBudget } from './turn-budget.js';

/** The key of a served call or stream. In main it includes the connection, because each connection has its own numbers. */
export type ServedKey = number | string;

/** The limits that all streams of one consumer share. */
export interface ConsumerShare {
  /** Adds to the waiting bytes, or subtracts. @returns the bytes of items that wait for this consumer now */
  wait(bytes: number): number;
  /** Tells if one more item may be produced or sent in this turn. If not, calls `resume` in a later turn. */
  takeTurn(resume: () => void): boolean;
  /** Tells if this process is exiting. Then no later turn comes, and each item is sent at once. */
  isExiting(): boolean;
}

/** All open calls and streams of one end of the wire: those that it opened, and those that it serves. */
export class RpcTable {
  readonly wire: RpcWire;
  private readonly budget: TurnBudget;
  readonly opened: OpenCalls;
  readonly served: Map<ServedKey, RpcEntry> = new Map<ServedKey, RpcEntry>();
  /** Bytes of items that wait for demand, by the id of their consumer. */
  readonly waiting = new Map<number, number>();
  private exiting = false;

  /** @param opened may hold calls of other kinds as well, because all share one space of numbers */
  constructor(wire: RpcWire, opened: OpenCalls = new Map()) {
    this.wire = wire;
    this.opened = opened;
    this.budget = new TurnBudget(wire.scheduler);
  }

  /** Creates a call or stream. Its entry gets the answers until {@link close}. */
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

  toConsumer(message: RpcMessage, body: Body): void {
    deliverTo(this.opened.get(message.seq), message, body);
  }

  toProvider(key: ServedKey, message: RpcMessage, body: Body): void {
    deliverTo(this.served.get(key), message, body);
  }

  /**
   * Ends a call or stream because the connection to its consumer has ended. The end of one connection may end tens of
   * thousands of them, so many end in later turns.
   */
  abandon(consumer: number, key: ServedKey, error: CulvertError): void {
    const entry = this.served.get(key);
    if (entry === undefined) return;
    if (this.budget.take(consumer, () => this.abandon(consumer, key, error), END_COST))
      endEntry(entry, error);
  }

  /** Fails an opened call or stream, because it will get no answer. */
  fail(seq: number, error: CulvertError): void {
    endEntry(this.opened.get(seq), error);
  }

  /** The share of one consumer in this process. All guests inside one connection are one consumer. */
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

  /** Sends the messages now that wait for the end of the turn. */
  flush(): void {
    for (const entry of [...this.opened.values(), ...this.served.values()]) attempt(() => entry.flush?.());
  }

  /** Ends all that is served, because the connection is over. */
  endServed(error: CulvertError): void {
    endAll(this.served, error);
  }
}
