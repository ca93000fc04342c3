/** Counts of producer and consumer, in memory that every thread of the process shares. */
export type Counters = Int32Array<SharedArrayBuffer>;

export const PRODUCED = 0;
export const PROCESSED = 1;

export function createCounters(): Counters {
  return new Int32Array(new SharedArrayBuffer(8));
}
