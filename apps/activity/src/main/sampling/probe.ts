import type { MemoryUse } from '../../shared/sample.js';
import type { ProcessRow } from '../../shared/process-row.js';
import type { Counters } from './rates.js';

/** The identity of a process, read afresh. It is checked before the process is ended. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly birth: number;
  /** The user, written as `Probe.owner` writes main's own user. */
  readonly owner: string;
  readonly name: string;
}

/** Reads this platform. Linux answers from /proc, others through systeminformation. */
export interface Probe {
  /** The user that main runs as. */
  readonly owner: string;
  counters(): Promise<Counters>;
  memory(): Promise<MemoryUse>;
  processes(): Promise<readonly ProcessRow[]>;
  identify(pid: number): Promise<ProcessIdentity | undefined>;
}
