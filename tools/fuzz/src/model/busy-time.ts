/**
 * The limit for one frame, in ms of main's own time. Main has to stay below 100 ms. This is more,
 * because the time of a process includes the garbage collector and the compiler. Both run beside
 * main on other cores.
 */
export const BLOCKED_MS = 300;

/**
 * The time that main takes for one step of a run, in ms. If that is long, it is capped by the CPU
 * time of this process in the whole run. So a machine that is busy with other work does not make
 * main look slow.
 */
export class BusyTime {
  longest = 0;
  // Read once a run, because it is a system call.
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
