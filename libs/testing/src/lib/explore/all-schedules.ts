import type { Choice, Strategy } from './choice.js';
import { areIndependent, type Footprint } from './footprint.js';

/** One point of the present schedule at which something is chosen. */
interface Point {
  /** The names of all that may happen, in the default order. */
  readonly enabled: readonly string[];
  /** Choices that need no schedule from here, with the parts that they use: equivalent ones are explored already. */
  readonly asleep: Map<string, Footprint>;
  chosen: string;
  footprint: Footprint;
  /** The number of choices on the way here that were not the default. */
  readonly preemptions: number;
}

/**
 * All schedules, depth first. Each run starts again from the beginning, because the state of real code cannot be
 * copied.
 *
 * Sleep sets leave out schedules that differ only in the order of independent steps (P. Godefroid, “Partial-Order
 * Methods for the Verification of Concurrent Systems”, 1996). They keep all states, so a check after each step stays
 * complete. With a bound of preemptions there are none: a schedule within the bound may be equivalent to one outside.
 */
export class AllSchedules implements Strategy {
  private readonly path: Point[] = [];
  private readonly reduces: boolean;
  private readonly preemptions: number;
  private depth = 0;
  /** The present run ended because equivalent ones are explored already. */
  isPruned = false;
  /** The present run had other choices than the one before. */
  difference: string | undefined;

  constructor(options: { readonly reduces: boolean; readonly preemptions: number }) {
    this.preemptions = options.preemptions;
    this.reduces = options.reduces && options.preemptions === Infinity;
  }

  /** The names of the choices of the present run. */
  get names(): string[] {
    return this.path.map(({ chosen }) => chosen);
  }

  next(enabled: readonly Choice[], footprint: Footprint): Choice | undefined {
    const { path } = this;
    const known = path[this.depth];
    if (known !== undefined) return this.again(known, enabled);
    const last = path.at(-1);
    if (last !== undefined) last.footprint = { ...footprint };
    if (enabled.length === 0) return undefined;
    const asleep = this.sleepAfter(last);
    const preemptions = last === undefined ? 0 : last.preemptions + costOf(last);
    const choice = enabled.find(({ name }) => !asleep.has(name));
    if (choice === undefined) {
      // A run in which only faults are left is complete without them.
      this.isPruned = enabled[0]!.fault === undefined;
      return undefined;
    }
    const names = enabled.map(({ name }) => name);
    path.push({ enabled: names, asleep, chosen: choice.name, footprint, preemptions });
    this.depth++;
    return choice;
  }

  /** Ends the present run. Returns whether there is a further one. */
  advance(footprint: Footprint): boolean {
    const { path } = this;
    if (this.depth === path.length && path.length > 0) path.at(-1)!.footprint = { ...footprint };
    this.depth = 0;
    this.isPruned = false;
    for (let point = path.at(-1); point !== undefined; point = path.at(-1)) {
      const { asleep } = point;
      asleep.set(point.chosen, point.footprint);
      const next = point.enabled.find((name) => !asleep.has(name));
      if (next !== undefined && (next === point.enabled[0] || point.preemptions < this.preemptions)) {
        point.chosen = next;
        return true;
      }
      path.pop();
    }
    return false;
  }

  private again(point: Point, enabled: readonly Choice[]): Choice | undefined {
    const isSame =
      enabled.length === point.enabled.length &&
      point.enabled.every((name, index) => name === enabled[index]!.name);
    if (!isSame) {
      const now = enabled.map(({ name }) => name).join(' ');
      this.difference = `step ${this.depth + 1} had the choices ${point.enabled.join(' ')}, and then ${now}`;
      return undefined;
    }
    this.depth++;
    return enabled[point.enabled.indexOf(point.chosen)];
  }

  private sleepAfter(last: Point | undefined): Map<string, Footprint> {
    const asleep = new Map<string, Footprint>();
    if (last === undefined || !this.reduces) return asleep;
    for (const [name, footprint] of last.asleep)
      if (areIndependent(footprint, last.footprint)) asleep.set(name, footprint);
    return asleep;
  }
}

function costOf({ chosen, enabled }: Point): number {
  return chosen === enabled[0] ? 0 : 1;
}
