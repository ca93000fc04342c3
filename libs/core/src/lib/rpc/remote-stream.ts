import { Observable, type Subscriber, type TeardownLogic } from 'rxjs';
import { emitWithin, type Claim, type Claimable, type Scope } from './credit.js';
import type { DemandGate } from './demand-gate.js';
import { StreamIterator } from './stream-iterator.js';

/** A gate that the items of a stream go to, and with which others it shares the subscription that brings them. */
export interface Relay {
  readonly gate: DemandGate;
  origin?: object;
  gates?: Set<DemandGate>;
}

/**
 * An Observable whose producer is in another process. It is cold: each subscription runs the producer. It is an
 * `AsyncIterable` as well, whose loop takes an item when it asks for the next one.
 *
 * @example
 * const subscription = api.samples({ every: 1000 }).subscribe({ next: draw, error: show });
 * for await (const sample of api.samples({ every: 1000 })) await save(sample);
 */
export class RemoteStream<T> extends Observable<T> implements AsyncIterable<T>, Scope {
  /** @internal */
  delivering: Claimable | undefined;
  /** Why its subscribers hear nothing more, where they are not told: a loop is. @internal */
  leftBy: unknown;
  private runs = 0;
  /** Where the items of each subscription go to, behind operators. */
  private readonly relays = new Map<object, Set<DemandGate>>();

  constructor(subscribe: (subscriber: Subscriber<T>, stream: RemoteStream<T>) => TeardownLogic) {
    super((subscriber) => {
      this.runs++;
      return subscribe(subscriber, this);
    });
  }

  /** Brings an item to its subscriber, who may claim it within the call. @internal */
  deliver(subscriber: Subscriber<T>, value: T, item: Claimable): void {
    emitWithin(this, item, subscriber, value);
  }

  /** Within `next`: the item counts as consumed when the claim is released, and not before. @internal */
  claim(): Claim | undefined {
    return this.delivering?.claim();
  }

  /**
   * Subscribes for a relay behind operators. Where that starts no producer, it shares one with others (`share`).
   *
   * @internal
   */
  startRelay(relay: Relay, subscribe: () => void): void {
    const { runs } = this;
    subscribe();
    if (this.runs > runs || relay.origin !== undefined) return;
    for (const gates of this.relays.values()) enter(gates, relay.gate);
  }

  /** @internal */
  endRelay({ gate }: Relay): void {
    for (const [origin, gates] of this.relays) {
      gates.delete(gate);
      if (gates.size === 0) this.relays.delete(origin);
    }
  }

  /**
   * The item in delivery, which a relay may hold where it is the only one. Where the items of one subscription go to
   * several, none may hold up the others: then none of them holds items.
   *
   * @internal
   */
  relayTo(relay: Relay): Claimable | undefined {
    const item = this.delivering;
    if (item === undefined) return undefined;
    if (relay.origin !== item.origin) this.joinRelay(relay, item.origin);
    return relay.gates!.size === 1 ? item : undefined;
  }

  private joinRelay(relay: Relay, origin: object): void {
    this.endRelay(relay);
    const gates = this.relays.get(origin) ?? new Set();
    this.relays.set(origin, gates);
    relay.origin = origin;
    relay.gates = gates;
    enter(gates, relay.gate);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new StreamIterator(this);
  }
}

function enter(gates: Set<DemandGate>, gate: DemandGate): void {
  gates.add(gate);
  if (gates.size > 1) for (const each of gates) each.letGo();
}

/** The remote stream behind an Observable: operators of RxJS leave their source in `source`. */
export function remoteSourceOf(source$: Observable<unknown>): RemoteStream<unknown> | undefined {
  let current: Observable<unknown> | undefined = source$;
  while (current !== undefined && !(current instanceof RemoteStream)) {
    current = (current as { readonly source?: Observable<unknown> }).source;
  }
  return current;
}
