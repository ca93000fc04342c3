import type { Replay } from './replayed-schedule.js';

/** The most runs of one shrink. */
const MOST_RUNS = 3000;

/** With more choices than this, a step and a choice do not go together: each pair is a run. */
const FEW_CHOICES = 8;

/**
 * Makes a failing schedule smaller, as long as it fails: fewer faults, fewer steps of the scenario, and fewer choices, so
 * that more happens by default.
 *
 * @param fails runs a schedule and returns whether it fails in the same way
 */
export function shrink(
  failing: Replay,
  steps: readonly string[],
  fails: (replay: Replay) => boolean,
): Replay {
  let best = failing;
  let runs = 0;
  const accepts = (replay: Replay): boolean => {
    if (runs >= MOST_RUNS) return false;
    runs++;
    if (!fails(replay)) return false;
    best = replay;
    return true;
  };
  accepts({ names: [], omitted: [] });
  for (let size = -1; size !== sizeOf(best) && runs < MOST_RUNS;) {
    size = sizeOf(best);
    removeFaults();
    omitSteps();
    removeChoices();
  }
  return best;

  function removeFaults(): void {
    for (let index = best.names.length - 1; index >= 0; index--)
      if (best.names[index]?.includes('!')) accepts(without(index, 1));
  }

  function omitSteps(): void {
    for (const step of [...steps].reverse()) {
      if (best.omitted.includes(step)) continue;
      const names = best.names.filter((name) => name !== step);
      const omitted = [...best.omitted, step];
      if (accepts({ names, omitted }) || names.length > FEW_CHOICES) continue;
      // A choice of what the step has led to goes with it.
      names.some((_, index) => accepts({ names: names.filter((_name, at) => at !== index), omitted }));
    }
  }

  /** Removes halves, then quarters, and single choices last (A. Zeller, “Simplifying Failure-Inducing Input”, 2002). */
  function removeChoices(): void {
    for (
      let count = Math.ceil(best.names.length / 2);
      count >= 1;
      count = count === 1 ? 0 : Math.ceil(count / 2)
    ) {
      for (let index = best.names.length - count; index > -count;) {
        index = Math.min(index, best.names.length - count);
        accepts(without(Math.max(0, index), count));
        index -= count;
      }
    }
  }

  function without(index: number, count: number): Replay {
    return { ...best, names: best.names.filter((_, at) => at < index || at >= index + count) };
  }
}

function sizeOf({ names, omitted }: Replay): number {
  return names.length * 1000 - omitted.length;
}
