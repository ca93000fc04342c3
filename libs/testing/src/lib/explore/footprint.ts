/** The parts of a run that one step has used: a bit for each process, wire, fault budget and the clock. */
export interface Footprint {
  /** Parts that it has read only. */
  readonly reads: number;
  /** Parts that it may have changed. */
  readonly writes: number;
}

/** The clock of a run. A timer that advances it is not independent of code that reads it. */
export const CLOCK = 1;

/** Bits of a 32-bit integer that stays positive. */
const BITS = 31;

/** True if the two steps lead to the same state in either order. */
export function areIndependent(one: Footprint, other: Footprint): boolean {
  return (one.writes & (other.reads | other.writes)) === 0 && (other.writes & one.reads) === 0;
}

/**
 * Gives each part of a run its bit. Parts that come after the last bit share it. This costs some reduction, and nothing
 * else.
 */
export class Bits {
  private used = 1;

  next(): number {
    const bit = 2 ** Math.min(this.used, BITS - 1);
    this.used++;
    return bit;
  }
}
