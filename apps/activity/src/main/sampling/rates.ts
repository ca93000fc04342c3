/** Cumulative times of one core since boot, in any unit. `busy` includes `system`. */
export interface CoreTimes {
  readonly busy: number;
  readonly system: number;
  readonly idle: number;
}

/** Bytes since boot, in each direction. */
export interface ByteCounters {
  readonly incoming: number;
  readonly outgoing: number;
}

/** The input of a rate: counters, and their moment on a clock that never jumps. */
export interface Counters {
  readonly atMs: number;
  readonly cores: readonly CoreTimes[];
  readonly network: ByteCounters;
  readonly disk: ByteCounters;
}

/**
 * Bytes per second between two readings. It is 0 if a counter went back, as it does when an
 * interface is replugged.
 */
export function byteRates(before: ByteCounters, after: ByteCounters, elapsedMs: number): ByteCounters {
  return {
    incoming: perSecond(after.incoming - before.incoming, elapsedMs),
    outgoing: perSecond(after.outgoing - before.outgoing, elapsedMs),
  };
}

/**
 * The load of the cores between two readings, 0 to 100. A core that came or went counts as idle.
 */
export function cpuUse(
  before: readonly CoreTimes[],
  after: readonly CoreTimes[],
): {
  readonly total: number;
  readonly user: number;
  readonly system: number;
  readonly cores: readonly number[];
} {
  let busy = 0;
  let system = 0;
  let whole = 0;
  const cores = after.map((core, index) => {
    const earlier = before[index] ?? core;
    const coreBusy = Math.max(0, core.busy - earlier.busy);
    const coreWhole = coreBusy + Math.max(0, core.idle - earlier.idle);
    busy += coreBusy;
    system += Math.max(0, core.system - earlier.system);
    whole += coreWhole;
    return share(coreBusy, coreWhole);
  });
  const total = share(busy, whole);
  const systemShare = Math.min(total, share(system, whole));
  return { total, user: toTenth(total - systemShare), system: systemShare, cores };
}

/** Rounds to one decimal. A page shows only that, and a double would take ten times the bytes. */
export function toTenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function share(part: number, whole: number): number {
  return whole > 0 ? toTenth((100 * part) / whole) : 0;
}

function perSecond(difference: number, elapsedMs: number): number {
  return elapsedMs > 0 && difference > 0 ? Math.round((1000 * difference) / elapsedMs) : 0;
}
