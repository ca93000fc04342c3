import { cpus, userInfo } from 'node:os';
import type { Probe } from '../probe.js';
import { toTenth } from '../rates.js';

/**
 * macOS, Windows and others, through systeminformation. It is loaded only here, because on Linux it
 * would only cost memory. Its process list runs a program, so the sampler measures the cost and
 * reads it less often.
 */
export async function createPortableProbe(clock: () => number = () => performance.now()): Promise<Probe> {
  const { default: information } = await import('systeminformation');
  const owner = userInfo().username;
  const list = async () => (await information.processes()).list;
  return {
    owner,
    counters: async () => {
      const [networks, disks] = await Promise.all([information.networkStats(), information.fsStats()]);
      return {
        atMs: clock(),
        cores: cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({
          busy: user + nice + sys + irq,
          system: sys + irq,
          idle,
        })),
        network: {
          incoming: networks.reduce((sum, { rx_bytes: bytes }) => sum + bytes, 0),
          outgoing: networks.reduce((sum, { tx_bytes: bytes }) => sum + bytes, 0),
        },
        // Null if the platform does not count.
        disk: { incoming: disks?.rx ?? 0, outgoing: disks?.wx ?? 0 },
      };
    },
    memory: async () => {
      const { total, available, free, swaptotal, swapused } = await information.mem();
      return {
        total,
        used: total - available,
        cached: Math.max(0, available - free),
        free: Math.min(free, available),
        swapTotal: swaptotal,
        swapUsed: swapused,
      };
    },
    processes: async () =>
      (await list()).map((entry) => ({
        pid: entry.pid,
        parent: entry.parentPid,
        name: entry.name,
        command: `${entry.command} ${entry.params}`.trim().slice(0, 300),
        user: entry.user,
        mine: entry.user === owner,
        cpu: toTenth(entry.cpu),
        memory: entry.memRss * 1024,
        threads: 0,
        state: entry.state.charAt(0).toUpperCase(),
        birth: birthOf(entry.started),
        startedAt: birthOf(entry.started),
      })),
    identify: async (pid) => {
      const entry = (await list()).find((candidate) => candidate.pid === pid);
      return entry && { pid, birth: birthOf(entry.started), owner: entry.user, name: entry.name };
    },
  };
}

function birthOf(started: string): number {
  return Date.parse(started) || 0;
}
