/** Names one process for good. A pid alone may belong to another process tomorrow. */
export interface ProcessKey {
  readonly pid: number;
  readonly birth: number;
}

/** True if both name the same process. */
export function isSameProcess(a: ProcessKey | undefined, b: ProcessKey | undefined): boolean {
  return a !== undefined && b !== undefined && a.pid === b.pid && a.birth === b.birth;
}

/** Reads a key out of a message from another process; undefined where it is none. */
export function readProcessKey(value: unknown): ProcessKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, birth } = value as Partial<Record<'pid' | 'birth', unknown>>;
  if (!Number.isSafeInteger(pid) || typeof birth !== 'number' || !Number.isFinite(birth)) return undefined;
  return { pid: pid as number, birth };
}
