/** The most elements of a list that are described. */
const MAX_ITEMS = 100;
/** A larger BigInt takes seconds to write out. */
const MAX_BITS = 4096;

/**
 * Describes a thrown value, error or not. The value may come from a peer, so the cost is bounded: for a list that holds
 * itself many times over, or for a number of a million digits. Never throws.
 */
export function describeThrown(thrown: unknown): string {
  try {
    return isCostly(thrown) ? withoutItsOwnWords(thrown) : String(thrown);
  } catch {
    return withoutItsOwnWords(thrown);
  }
}

/** Tells if `String` would write out all contents of a value, at each place that refers to them. */
function isCostly(thrown: unknown): boolean {
  if (typeof thrown === 'bigint') return BigInt.asIntN(MAX_BITS, thrown) !== thrown;
  if (ArrayBuffer.isView(thrown)) return true;
  return Array.isArray(thrown) && (thrown.length > MAX_ITEMS || thrown.some(isObjectOrBigInt));
}

function isObjectOrBigInt(value: unknown): boolean {
  return (
    (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'bigint'
  );
}

/** For an object without a `toString`, because it has no prototype, and for one with a `toString` that throws. */
function withoutItsOwnWords(thrown: unknown): string {
  try {
    return Object.prototype.toString.call(thrown);
  } catch {
    return 'something that cannot be described';
  }
}
