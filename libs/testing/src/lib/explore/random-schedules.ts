import type { Choice, Strategy } from './choice.js';
import type { Faults } from './scenario.js';
import { Random } from './random.js';

/** The number of places in a run where the order of priorities changes. With `d` of them, bugs of depth `d + 1` show. */
const CHANGES = 2;

/**
 * Random schedules by priorities (S. Burckhardt et al., “A Randomized Scheduler with Probabilistic Guarantees of Finding
 * Bugs”, 2010). Each wire, each timer and the steps of each process have a random priority. The highest one happens. At
 * a few random places the running one gets the lowest priority. Faults happen at random places as well.
 */
export class RandomSchedules implements Strategy {
  private readonly random = new Random(0);
  private readonly seed: number;
  private priorities = new Map<Choice, number>();
  private readonly mostFaults: number;
  private readonly changes: number[] = [];
  private readonly faults: number[] = [];
  private step = 0;
  private lowest = 0;
  /** The longest run so far, in steps. The places are within it. */
  private longest = 16;

  constructor(seed: number, faults: Faults) {
    this.seed = seed;
    this.mostFaults = Object.values(faults).reduce<number>(
      (sum, count: number | undefined) => sum + (count ?? 0),
      0,
    );
  }

  /** Starts the run with this number. */
  start(run: number): void {
    const { random, changes, faults } = this;
    random.restart(this.seed, run);
    this.priorities = new Map();
    this.longest = Math.max(this.longest, this.step);
    this.step = this.lowest = 0;
    changes.length = faults.length = 0;
    for (let count = 0; count < CHANGES; count++) changes.push(random.below(this.longest));
    for (let count = random.below(this.mostFaults + 1); count > 0; count--)
      faults.push(random.below(this.longest));
  }

  next(enabled: readonly Choice[]): Choice | undefined {
    const { changes, faults, priorities, random } = this;
    const step = this.step++;
    const isQuiet = enabled.length === 0 || enabled[0]!.fault !== undefined;
    if (faults.length > 0 && (isQuiet || faults.includes(step))) {
      const possible = enabled.filter(({ fault }) => fault !== undefined);
      faults.splice(isQuiet ? 0 : faults.indexOf(step), 1);
      if (possible.length > 0) return possible[random.below(possible.length)];
    }
    let best: Choice | undefined;
    let highest = -Infinity;
    for (const choice of enabled) {
      if (choice.fault !== undefined) break;
      let priority = priorities.get(choice);
      if (priority === undefined) priorities.set(choice, (priority = random.next() + 1));
      if (priority <= highest) continue;
      highest = priority;
      best = choice;
    }
    if (best !== undefined && changes.includes(step)) priorities.set(best, --this.lowest);
    return best;
  }
}
