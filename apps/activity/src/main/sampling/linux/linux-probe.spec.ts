import { cpus, totalmem } from 'node:os';
import { createLinuxProbe } from './linux-probe.js';

// Reads the machine itself, if it runs Linux.
const isLinux = process.platform === 'linux';
const describeOnLinux = isLinux ? describe : describe.skip;

describeOnLinux(
  `createLinuxProbe${isLinux ? '' : ' (skipped: it reads /proc, which only Linux has)'}`,
  () => {
    it('agrees with Node about cores and memory', async () => {
      const probe = createLinuxProbe();
      expect((await probe.counters()).cores).toHaveLength(cpus().length);
      expect((await probe.memory()).total).toBe(totalmem());
    });

    it('finds this process', async () => {
      const probe = createLinuxProbe();
      const row = (await probe.processes()).find(({ pid }) => pid === process.pid);
      expect(row).toMatchObject({ parent: process.ppid, mine: true });
      expect(row?.command).toContain('jest');
      // Memory changes between the two readings. A wrong page size would be wrong by a factor.
      const resident = process.memoryUsage.rss();
      expect(row?.memory).toBeGreaterThan(resident * 0.6);
      expect(row?.memory).toBeLessThan(resident * 1.6);
      const identity = await probe.identify(process.pid);
      expect(identity).toEqual({ pid: process.pid, birth: row?.birth, owner: probe.owner, name: row?.name });
      expect(Math.abs((row?.startedAt ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(5000);
    });

    it('knows that a process is gone', async () => {
      expect(await createLinuxProbe().identify(2 ** 22 + 1)).toBeUndefined();
    });
  },
);
