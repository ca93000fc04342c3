/** An integer from 0 to below `limit`. */
export type Random = (limit: number) => number;

/** Marsaglia's xorshift: the same numbers for the same seed, everywhere. */
export function xorshift(seed: number): Random {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return limit <= 0 ? 0 : (state >>> 0) % limit;
  };
}
