/** The subscription that delivers items. */
export interface Origin {
  /** Adds a consumer that holds items of this subscription. `hasRoom` tells if it could work on another item now. */
  addConsumer(hasRoom: () => boolean): void;
}

/** An item during its emission. It can be claimed within the call. It counts as consumed once all claims are released. */
export interface Claimable {
  readonly origin: Origin;
  claim(): Claim;
}

/** One hold on an item. An item can have several holds. */
export interface Claim extends Claimable {
  /** Ends this hold. Later calls do nothing. */
  release(): void;
}

/** Holds the item that is being emitted now. */
export interface Scope {
  /** @internal */
  delivering: Claimable | undefined;
}

/** Emits a value as that item, so that its receivers can claim the item within the call. */
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
 * The credit of one item: the producer may send another item for it. The credit is given back once, when the delivery
 * of the item is over and its last hold has ended.
 */
export class ItemCredit implements Claimable {
  readonly origin: Origin;
  private readonly bytes: number;
  private readonly restore: (bytes: number) => void;
  /** Starts at one: the delivery itself is a hold. */
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
