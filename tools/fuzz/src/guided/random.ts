/** An integer from 0 up to, but not including, `limit`. */
export type Random = (limit: number) => number;

/** Marsaglia's xorshift. It gives the same numbers for the same seed on every platform. */
export function xorshift(seed: number): Random {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return limit <= 0 ? 0 : (state >>> 0) % limit;
  };
}
