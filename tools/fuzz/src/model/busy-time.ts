/** What main may take for one frame, in ms of its own time. */
export const BLOCKED_MS = 100;

/**
 * How long it takes, in ms. Where that is long it is the time of this process that counts: a machine that is busy with
 * others makes nothing of ours slow.
 */
export function busyTime(act: () => void): number {
  const cpu = process.cpuUsage();
  const start = performance.now();
  act();
  const ms = performance.now() - start;
  if (ms < BLOCKED_MS) return ms;
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(ms, (user + system) / 1000);
}
