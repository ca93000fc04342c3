import type { PayloadName } from './contender.js';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly cpu: number;
  readonly tags: readonly string[];
}

/**
 * How many different values each size has. Otherwise a batch could consist of the same value a
 * hundred times.
 */
const VARIETY: Readonly<Record<PayloadName, number>> = { small: 100, medium: 100, large: 4 };
const ROWS: Readonly<Record<PayloadName, number>> = { small: 1, medium: 44, large: 11_000 };

/**
 * Returns one value after the other. Each has about 100 bytes, 4 KB or 1 MB of JSON, and consists
 * of rows like an app's.
 */
export function payloadSource(name: PayloadName): () => unknown {
  const values = valuesOf(name);
  let next = 0;
  return () => values[next++ % values.length];
}

/** How many values the source gives before it repeats them. */
export function payloadVariety(name: PayloadName): number {
  return VARIETY[name];
}

/** The average number of JSON bytes of a value. */
export function payloadBytes(name: PayloadName): number {
  return JSON.stringify(valuesOf(name)).length / VARIETY[name];
}

function valuesOf(name: PayloadName): Row[][] {
  return Array.from({ length: VARIETY[name] }, (_, nth) =>
    Array.from({ length: ROWS[name] }, (_, id) => row(nth + id)),
  );
}

function row(id: number): Row {
  return { id, name: `process number ${id}`, cpu: id / 7, tags: ['user', 'running', 'foreground'] };
}
