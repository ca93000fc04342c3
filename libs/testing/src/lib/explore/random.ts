/** A small generator of random numbers (mulberry32). The same seed gives the same numbers on each platform. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** Starts the numbers of one run of many, so that each run can be made again by itself. */
  restart(seed: number, run: number): void {
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(run + 1, 0xc2b2ae35);
  }

  /** An integer from 0 to 2³² − 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** An integer from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }
}
