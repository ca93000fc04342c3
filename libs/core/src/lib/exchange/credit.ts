/** An item that is being emitted: it can be held within the call, and counts as consumed when it is no longer held. */
export interface Claimable {
  /** What stands for the subscription that it came by. */
  readonly origin: object;
  claim(): Claim;
}

/** One hold on an item. Others may hold the same item. */
export interface Claim extends Claimable {
  /** Ends this hold, once. `idle`: its consumer has no other item to work on, and can take the next one at once. */
  release(idle?: boolean): void;
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
  readonly origin: object;
  private readonly bytes: number;
  private readonly giveBack: (bytes: number, idle: boolean) => void;
  /** The delivery itself is the first. */
  private holds = 1;
  private consumed = false;

  constructor(origin: object, bytes: number, giveBack: (bytes: number, idle: boolean) => void) {
    this.origin = origin;
    this.bytes = bytes;
    this.giveBack = giveBack;
  }

  claim(): Claim {
    this.holds++;
    let released = false;
    return {
      origin: this.origin,
      claim: () => this.claim(),
      release: (idle) => {
        if (released) return;
        released = true;
        this.release(idle);
      },
    };
  }

  release(idle = false): void {
    this.holds--;
    if (this.holds > 0 || this.consumed) return;
    this.consumed = true;
    this.giveBack(this.bytes, idle);
  }
}
