import type { ProcessRow } from './process-row.js';

/** Shares of 0 to 100. */
export interface CpuUse {
  readonly total: number;
  readonly user: number;
  readonly system: number;
  readonly cores: readonly number[];
}

/** Bytes. `used` is what programs hold: total less available, so that the page cache does not count as taken. */
export interface MemoryUse {
  readonly total: number;
  readonly used: number;
  readonly cached: number;
  readonly free: number;
  readonly swapTotal: number;
  readonly swapUsed: number;
}

/** Bytes per second, over all real interfaces. */
export interface NetworkUse {
  readonly received: number;
  readonly sent: number;
}

/** Bytes per second, over all physical disks. */
export interface DiskUse {
  readonly read: number;
  readonly written: number;
}

/** The point of a chart at one moment. */
export interface HistoryPoint {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly cpu: CpuUse;
  readonly memory: MemoryUse;
  readonly load: readonly [number, number, number];
  readonly network: NetworkUse;
  readonly disk: DiskUse;
}

/** One second of the machine. */
export interface Sample extends HistoryPoint {
  readonly uptime: number;
  readonly processCount: number;
  readonly topByCpu: readonly ProcessRow[];
  readonly topByMemory: readonly ProcessRow[];
}

/** Facts that do not change while the app runs. */
export interface Machine {
  readonly hostname: string;
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memory: number;
  readonly user: string;
  readonly mainPid: number;
}
