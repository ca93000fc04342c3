import { useEffect, useState } from 'react';
import type { ProcessRow } from '../../shared/process-row.js';

interface Trail {
  readonly of: string;
  readonly values: readonly number[];
}

/** The CPU shares of a process since it was selected, at most `length` of them. */
export function useTrail(row: ProcessRow | undefined, length: number): readonly number[] {
  const [trail, setTrail] = useState<Trail>({ of: '', values: [] });
  const of = row === undefined ? '' : `${row.pid} ${row.birth}`;
  useEffect(() => {
    if (row === undefined) return;
    setTrail((old) => ({ of, values: [...(old.of === of ? old.values : []), row.cpu].slice(-length) }));
  }, [row, of, length]);
  return trail.of === of ? trail.values : [];
}
