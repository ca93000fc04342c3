import { Observable, type Subscriber, type TeardownLogic } from 'rxjs';
import { emitWithin, type Claim, type Claimable, type Scope } from './credit.js';
import type { Gate } from './gate.js';
import { StreamIterator } from './stream-iterator.js';

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
  private relays: Set<Gate> | undefined;

  constructor(subscribe: (subscriber: Subscriber<T>, stream: RemoteStream<T>) => TeardownLogic) {
    super((subscriber) => subscribe(subscriber, this));
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
   * Behind operators its items go to that gate. Where they go to several, no consumer may hold up the others: then
   * none of them holds items.
   *
   * @returns what ends it
   * @internal
   */
  addRelay(gate: Gate): () => void {
    const relays = (this.relays ??= new Set<Gate>());
    relays.add(gate);
    if (relays.size > 1) for (const relay of relays) relay.letGo();
    return () => relays.delete(gate);
  }

  /** The item in delivery, where it may be held by the only consumer. @internal */
  get relayed(): Claimable | undefined {
    return this.relays?.size === 1 ? this.delivering : undefined;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new StreamIterator(this);
  }
}

/** The remote stream behind an Observable: operators of RxJS leave their source in `source`. */
export function remoteSourceOf(source$: Observable<unknown>): RemoteStream<unknown> | undefined {
  let current: Observable<unknown> | undefined = source$;
  while (current !== undefined && !(current instanceof RemoteStream)) {
    current = (current as { readonly source?: Observable<unknown> }).source;
  }
  return current;
}
