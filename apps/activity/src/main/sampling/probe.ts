import type { MemoryUse } from '../../shared/sample.js';
import type { ProcessRow } from '../../shared/process-row.js';
import type { Counters } from './rates.js';

/** Who a process is, read afresh: what is checked before it is ended. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly birth: number;
  /** The user, in the form in which `Probe.owner` names main's own. */
  readonly owner: string;
  readonly name: string;
}

/** How this platform is read. Linux answers from /proc, the rest through systeminformation. */
export interface Probe {
  /** The user that main runs as. */
  readonly owner: string;
  counters(): Promise<Counters>;
  memory(): Promise<MemoryUse>;
  processes(): Promise<readonly ProcessRow[]>;
  identify(pid: number): Promise<ProcessIdentity | undefined>;
}
