import { Observable, type Subscriber, type TeardownLogic } from 'rxjs';
import { emitWithin, type Claim, type Claimable, type Scope } from './credit.js';
import type { DemandGate } from './demand-gate.js';
import { StreamIterator } from './stream-iterator.js';

/** Relays the items of a stream to a demand gate. */
export interface Relay {
  readonly gate: DemandGate;
  /** The subscription that delivers the items, and all gates that share it. Both are set by the first item. */
  origin?: object;
  gates?: Set<DemandGate>;
}

/**
 * An Observable of a producer in another process. It is cold: each subscription runs the producer. It is an
 * `AsyncIterable` as well: a loop consumes an item when it asks for the next one.
 *
 * @example
 * const subscription = api.samples({ every: 1000 }).subscribe({ next: draw, error: show });
 * for await (const sample of api.samples({ every: 1000 })) await save(sample);
 */
export class RemoteStream<T> extends Observable<T> implements AsyncIterable<T>, Scope {
  /** @internal */
  delivering: Claimable | undefined;
  /** The reason of an end that subscribers are not told of. A loop over the stream throws it. @internal */
  unreportedError: unknown;
  private runs = 0;
  /** The gates behind operators, by the subscription that delivers their items. */
  private readonly relays = new Map<object, Set<DemandGate>>();

  constructor(subscribe: (subscriber: Subscriber<T>, stream: RemoteStream<T>) => TeardownLogic) {
    super((subscriber) => {
      this.runs++;
      return subscribe(subscriber, this);
    });
  }

  /** Delivers an item to its subscriber, which may claim it within the call. @internal */
  deliver(subscriber: Subscriber<T>, value: T, item: Claimable): void {
    emitWithin(this, item, subscriber, value);
  }

  /** Call it within `next`: the item then counts as consumed only when the claim is released. @internal */
  claim(): Claim | undefined {
    return this.delivering?.claim();
  }

  /**
   * Subscribes for a relay behind operators. If that starts no producer, the relay shares one with others (`share`).
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
   * Returns the item in delivery, which a relay may hold if it is the only one. If the items of one subscription go to
   * several relays, none may delay the others. Then none of them holds items.
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

  /** Subscribes for a loop. An item counts as consumed when the loop asks for the next one. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new StreamIterator(this);
  }
}

function enter(gates: Set<DemandGate>, gate: DemandGate): void {
  gates.add(gate);
  if (gates.size > 1) for (const each of gates) each.letGo();
}

/** Finds the remote stream behind an Observable. Operators of RxJS store their source in `source`. */
export function remoteSourceOf(source$: Observable<unknown>): RemoteStream<unknown> | undefined {
  let current: Observable<unknown> | undefined = source$;
  while (current !== undefined && !(current instanceof RemoteStream)) {
    current = (current as { readonly source?: Observable<unknown> }).source;
  }
  return current;
}
