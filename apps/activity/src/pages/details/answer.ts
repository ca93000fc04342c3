import { scan } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ProcessKey } from '../../shared/process-key.js';
import type { ProcessRow } from '../../shared/process-row.js';

/** Main's answers about one process so far. */
export interface Answer {
  readonly process: ProcessKey;
  /** The last row. `undefined` if the process had ended before the question. */
  readonly row: ProcessRow | undefined;
  readonly hasEnded: boolean;
}

/** @param rows$ main's rows of `process`; `null` says that it has ended, and may be the first */
export function answersAbout(process: ProcessKey, rows$: Observable<ProcessRow | null>): Observable<Answer> {
  return rows$.pipe(
    scan<ProcessRow | null, Answer>(
      (last, row) => (row === null ? { ...last, hasEnded: true } : { process, row, hasEnded: false }),
      { process, row: undefined, hasEnded: false },
    ),
  );
}
