/** The part of one core that the process table may take. */
const budget = 0.05;

/**
 * How long to rest after a reading that took so long: a second where it is cheap, longer where the platform makes
 * it dear, so that the monitor is never what keeps the machine busy.
 */
export function restAfter(costMs: number, everyMs: number): number {
  return Math.max(everyMs, Math.ceil(costMs / budget / everyMs) * everyMs);
}
