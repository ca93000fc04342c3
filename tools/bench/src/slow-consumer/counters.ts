/** What producer and consumer count in memory that every thread of the process sees. */
export type Counters = Int32Array<SharedArrayBuffer>;

export const PRODUCED = 0;
export const PROCESSED = 1;

export function createCounters(): Counters {
  return new Int32Array(new SharedArrayBuffer(8));
}
