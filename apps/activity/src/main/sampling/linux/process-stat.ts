/** The used fields of /proc/PID/stat. Times are in ticks. */
export interface ProcessStat {
  readonly comm: string;
  readonly state: string;
  readonly parent: number;
  readonly cpuTicks: number;
  readonly threads: number;
  readonly startTicks: number;
  readonly residentPages: number;
}

/** USER_HZ. Linux has fixed it at 100 for all values that programs can read. */
export const ticksPerSecond = 100;

/**
 * The name is in parentheses and may itself contain spaces and parentheses. The last parenthesis
 * ends it.
 */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const start = text.indexOf('(');
  const end = text.lastIndexOf(')');
  if (start < 0 || end < start) return undefined;
  const fields = text.slice(end + 2).split(' ');
  const [state, parent] = fields;
  if (state === undefined || fields.length < 22) return undefined;
  // The numbers in proc(5) count from 1 and begin with the pid and the name. So field N is at N - 3
  // here.
  return {
    comm: text.slice(start + 1, end),
    state,
    parent: Number(parent),
    cpuTicks: Number(fields[11]) + Number(fields[12]),
    threads: Number(fields[17]),
    startTicks: Number(fields[19]),
    residentPages: Math.max(0, Number(fields[21])),
  };
}

/** The kernel cuts names at 15 bytes; the program's own first argument has the rest of it. */
export function processName(comm: string, command: readonly string[]): string {
  if (comm.length < 15) return comm;
  const file = command[0]?.split('/').at(-1) ?? '';
  return file.startsWith(comm) ? file : comm;
}

/** The program's arguments as in /proc/PID/cmdline, each ended by a NUL. */
export function parseCommand(cmdline: string): readonly string[] {
  return cmdline
    .replace(/\0+$/, '')
    .split('\0')
    .filter((argument, index) => index === 0 || argument !== '');
}

/**
 * The user in /proc/PID/status: the real user. The process belongs to that user even if it runs as
 * another one.
 */
export function parseRealUser(status: string): string | undefined {
  return /^Uid:\s+(\d+)/m.exec(status)?.[1];
}
