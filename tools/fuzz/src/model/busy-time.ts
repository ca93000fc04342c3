/**
 * What main may take for one frame, in ms of its own time. More than the 100 ms that it is to keep to: the time of a
 * process has that of the collector and the compiler in it, which run beside main on other cores.
 */
export const BLOCKED_MS = 300;

/**
 * How long main takes for one step of a run, in ms. Where that is long, no more than the time that this process has had
 * in all of the run: a machine that is busy with others makes nothing of ours slow.
 */
export class BusyTime {
  longest = 0;
  // Asked for once a run: it is a system call.
  private readonly cpu = process.cpuUsage();

  measure(act: () => void): number {
    const start = performance.now();
    act();
    let ms = performance.now() - start;
    if (ms > BLOCKED_MS / 3) {
      const { user, system } = process.cpuUsage(this.cpu);
      ms = Math.min(ms, (user + system) / 1000);
    }
    this.longest = Math.max(this.longest, ms);
    return ms;
  }
}
