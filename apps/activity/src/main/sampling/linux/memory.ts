import type { MemoryUse } from '../../../shared/sample.js';

/** /proc/meminfo, which counts in KiB. */
export function parseMemory(meminfo: string): MemoryUse {
  const fields = new Map<string, number>();
  for (const [, name, amount] of meminfo.matchAll(/^([\w()]+):\s+(\d+) kB$/gm)) {
    if (name !== undefined) fields.set(name, Number(amount) * 1024);
  }
  const field = (name: string): number => fields.get(name) ?? 0;

  const total = field('MemTotal');
  // Kernels before 3.14 do not give the available memory.
  const available = fields.get('MemAvailable') ?? field('MemFree') + field('Cached') + field('Buffers');
  const free = Math.min(field('MemFree'), available);
  return {
    total,
    used: total - available,
    cached: available - free,
    free,
    swapTotal: field('SwapTotal'),
    swapUsed: field('SwapTotal') - field('SwapFree'),
  };
}
