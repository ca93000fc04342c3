/** The subscription that items come by. */
export interface Origin {
  /** Adds one who holds items of it, and says whether it could work on another one now. */
  addConsumer(hasRoom: () => boolean): void;
}

/** An item that is being emitted: it can be held within the call, and counts as consumed when it is no longer held. */
export interface Claimable {
  readonly origin: Origin;
  claim(): Claim;
}

/** One hold on an item. Others may hold the same item. */
export interface Claim extends Claimable {
  /** Ends this hold, once. */
  release(): void;
}

/** Where it stands which item is being emitted now. */
export interface Scope {
  /** @internal */
  delivering: Claimable | undefined;
}

/** Emits a value as that item, so that those who get it within the call can hold the item. */
export function emitWithin<T>(
  scope: Scope,
  item: Claimable | undefined,
  subscriber: { next(value: T): void },
  value: T,
): void {
  const outer = scope.delivering;
  scope.delivering = item;
  try {
    subscriber.next(value);
  } finally {
    scope.delivering = outer;
  }
}

/**
 * The credit of one item, for which its producer may send another one. It is given back once, when the delivery of the
 * item is over and the last hold on it has ended.
 */
export class ItemCredit implements Claimable {
  readonly origin: Origin;
  private readonly bytes: number;
  private readonly restore: (bytes: number) => void;
  /** The delivery itself is the first. */
  private holds = 1;
  private consumed = false;

  constructor(origin: Origin, bytes: number, restore: (bytes: number) => void) {
    this.origin = origin;
    this.bytes = bytes;
    this.restore = restore;
  }

  claim(): Claim {
    this.holds++;
    let released = false;
    return {
      origin: this.origin,
      claim: () => this.claim(),
      release: () => {
        if (released) return;
        released = true;
        this.release();
      },
    };
  }

  release(): void {
    this.holds--;
    if (this.holds > 0 || this.consumed) return;
    this.consumed = true;
    this.restore(this.bytes);
  }
}
