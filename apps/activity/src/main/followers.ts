import type { WebContents } from '@culvert/core';
import { isSameProcess } from '../shared/process-key.js';
import type { ProcessKey } from '../shared/process-key.js';
import type { ProcessRow } from '../shared/process-row.js';

/** Which window wants to hear of which process. */
export interface Followers {
  /** Undefined: of none any more. */
  set(webContents: WebContents, key: ProcessKey | undefined): void;
  /** Every window that follows, with its process as it is now; null where it has ended. */
  rowsIn(rows: readonly ProcessRow[]): readonly (readonly [id: number, row: ProcessRow | null])[];
}

export function createFollowers(): Followers {
  const keys = new Map<number, ProcessKey>();
  const known = new Set<number>();
  return {
    set: (webContents, key) => {
      const { id } = webContents;
      if (key === undefined) keys.delete(id);
      else keys.set(id, key);
      if (known.has(id)) return;
      known.add(id);
      webContents.on('destroyed', () => {
        keys.delete(id);
        known.delete(id);
      });
    },
    rowsIn: (rows) =>
      [...keys].map(([id, key]) => [id, rows.find((row) => isSameProcess(row, key)) ?? null] as const),
  };
}
