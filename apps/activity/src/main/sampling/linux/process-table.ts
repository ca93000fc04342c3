import type { ProcessRow } from '../../../shared/process-row.js';
import { toTenth } from '../rates.js';
import {
  parseCommand,
  parseProcessStat,
  parseRealUser,
  processName,
  ticksPerSecond,
} from './process-stat.js';
import type { ProcessStat } from './process-stat.js';
import type { ReadProc } from './read-proc.js';

/** The parts of the machine that the table needs. */
export interface ProcessTableOptions {
  readonly read: ReadProc;
  readonly pids: () => readonly number[];
  readonly owner: string;
  readonly userName: (uid: string) => string;
  readonly pageBytes: number;
  readonly bootSeconds: number;
}

/**
 * The facts about a process that do not change once it has settled, and its clock at the last
 * reading.
 */
interface Known {
  readonly birth: number;
  readonly comm: string;
  readonly name: string;
  readonly command: string;
  readonly uid: string;
  readonly isSettled: boolean;
  readonly cpuTicks: number;
  readonly atMs: number;
}

const longestCommand = 300;

/**
 * Reads all processes. From the second call on, the result has the load of each process since the
 * call before.
 */
export function createProcessTable(options: ProcessTableOptions): (nowMs: number) => readonly ProcessRow[] {
  let known = new Map<number, Known>();
  return (nowMs) => {
    const next = new Map<number, Known>();
    const rows: ProcessRow[] = [];
    for (const pid of options.pids()) {
      const stat = parseProcessStat(options.read(`${pid}/stat`) ?? '');
      if (stat === undefined) continue;
      const before = known.get(pid);
      const earlier = before?.birth === stat.startTicks ? before : undefined;
      const current = meet(options, pid, stat, earlier, nowMs);
      next.set(pid, current);
      rows.push(toRow(options, pid, stat, current, cpuShare(earlier, current)));
    }
    known = next;
    return rows;
  };
}

/**
 * The name and the arguments are read at the first two sightings. The first may be between fork and
 * exec. They are read again when the kernel's name for the process changes. Otherwise a process
 * costs one small read a second.
 */
function meet(
  { read }: ProcessTableOptions,
  pid: number,
  stat: ProcessStat,
  earlier: Known | undefined,
  atMs: number,
): Known {
  const clock = { cpuTicks: stat.cpuTicks, atMs };
  if (earlier?.isSettled === true && earlier.comm === stat.comm) return { ...earlier, ...clock };
  const command = parseCommand(read(`${pid}/cmdline`) ?? '');
  const name = processName(stat.comm, command);
  return {
    birth: stat.startTicks,
    comm: stat.comm,
    name,
    command: command.join(' ').slice(0, longestCommand) || `[${name}]`,
    uid: parseRealUser(read(`${pid}/status`) ?? '') ?? earlier?.uid ?? '',
    isSettled: earlier !== undefined,
    ...clock,
  };
}

function cpuShare(earlier: Known | undefined, current: Known): number {
  if (earlier === undefined || current.atMs <= earlier.atMs) return 0;
  const seconds = (current.atMs - earlier.atMs) / 1000;
  return toTenth((100 * (current.cpuTicks - earlier.cpuTicks)) / ticksPerSecond / seconds);
}

function toRow(
  { owner, userName, pageBytes, bootSeconds }: ProcessTableOptions,
  pid: number,
  stat: ProcessStat,
  { name, command, uid }: Known,
  cpu: number,
): ProcessRow {
  return {
    pid,
    parent: stat.parent,
    name,
    command,
    user: userName(uid),
    mine: uid === owner,
    cpu,
    memory: stat.residentPages * pageBytes,
    threads: stat.threads,
    state: stat.state,
    birth: stat.startTicks,
    startedAt: Math.round(1000 * (bootSeconds + stat.startTicks / ticksPerSecond)),
  };
}
