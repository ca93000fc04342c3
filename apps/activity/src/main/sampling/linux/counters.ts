import type { ByteCounters, CoreTimes } from '../rates.js';

const sectorBytes = 512;

/**
 * The cores in /proc/stat. Time stolen by the hypervisor counts as busy, because the machine was
 * not free to use it.
 */
export function parseCores(stat: string): readonly CoreTimes[] {
  return stat
    .split('\n')
    .filter((line) => /^cpu\d/.test(line))
    .map((line) => {
      const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softIrq = 0, steal = 0] = line
        .trim()
        .split(/\s+/)
        .slice(1)
        .map(Number);
      const kernel = system + irq + softIrq;
      return { busy: user + nice + kernel + steal, system: kernel, idle: idle + wait };
    });
}

/** Seconds since 1970 at which the machine started, from /proc/stat. */
export function parseBootTime(stat: string): number {
  return Number(/^btime (\d+)$/m.exec(stat)?.[1] ?? 0);
}

/**
 * All interfaces in /proc/net/dev, except the loopback and those that count another one's bytes
 * again.
 */
export function parseNetwork(dev: string): ByteCounters {
  let incoming = 0;
  let outgoing = 0;
  for (const line of dev.split('\n')) {
    const [name, rest] = line.split(':');
    if (name === undefined || rest === undefined || isRepeating(name.trim())) continue;
    const fields = rest.trim().split(/\s+/);
    incoming += Number(fields[0] ?? 0);
    outgoing += Number(fields[8] ?? 0);
  }
  return { incoming, outgoing };
}

/** Whole disks in /proc/diskstats. Partitions and mappers would count the same bytes again. */
export function parseDisks(diskstats: string): ByteCounters {
  let incoming = 0;
  let outgoing = 0;
  for (const line of diskstats.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (!isWholeDisk(fields[2] ?? '')) continue;
    incoming += Number(fields[5] ?? 0) * sectorBytes;
    outgoing += Number(fields[9] ?? 0) * sectorBytes;
  }
  return { incoming, outgoing };
}

function isRepeating(name: string): boolean {
  return name === 'lo' || /^(veth|docker|br-|virbr|ifb|tun|tap|bond|vlan|dummy)/.test(name);
}

function isWholeDisk(name: string): boolean {
  return /^(([sv]d|xvd|hd)[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(name);
}
