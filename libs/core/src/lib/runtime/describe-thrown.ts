/** Elements of a list that are put in words. */
const MAX_ITEMS = 100;
/** A larger BigInt takes seconds to write out. */
const MAX_BITS = 4096;

/**
 * In words what was thrown, be it an error or not. It may come from a peer: a list that holds itself many times over, or
 * a number of a million digits, costs no more than any other. Never throws.
 */
export function describeThrown(thrown: unknown): string {
  try {
    return isCostly(thrown) ? withoutItsOwnWords(thrown) : String(thrown);
  } catch {
    return withoutItsOwnWords(thrown);
  }
}

/** Whether `String` would write out all that it holds, at every place where it stands. */
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

/** An object without a prototype has no `toString`, and that of another may throw. */
function withoutItsOwnWords(thrown: unknown): string {
  try {
    return Object.prototype.toString.call(thrown);
  } catch {
    return 'something that cannot be described';
  }
}
