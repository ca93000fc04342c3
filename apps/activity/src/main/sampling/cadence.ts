/** The share of one core that the process table may take. */
const budget = 0.05;

/**
 * How long to rest after a reading that took so long. It is a second if a reading is cheap, and
 * longer on platforms where it is expensive. So the monitor itself never keeps the machine busy.
 */
export function restAfter(costMs: number, everyMs: number): number {
  return Math.max(everyMs, Math.ceil(costMs / budget / everyMs) * everyMs);
}
