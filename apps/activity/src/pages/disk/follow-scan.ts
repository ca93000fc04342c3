import { wrap } from '@culvert/core/contract';
import type { Renderer } from '@culvert/core';
import { catchError, map, merge, NEVER, of, startWith, switchMap } from 'rxjs';
import type { Observable } from 'rxjs';
import { activity, newest, scanner } from '../../shared/contracts.js';
import { codeOf, messageOf } from '../../shared/message-of.js';
import type { ScanAction } from './scan-state.js';

/**
 * All events of one scan, which ends with the subscription. Main starts the child and reports its
 * end. The child reports its own findings.
 *
 * @param trail$ the folder to look at, initially the root of the scan
 */
export function followScan(
  renderer: Renderer,
  folder: string,
  trail$: Observable<readonly string[]>,
): Observable<ScanAction> {
  return wrap(renderer, activity)
    .scan(folder)
    .pipe(
      switchMap(({ scanner: id, path }) => {
        const child = wrap(renderer, scanner, { to: id });
        const view$ = trail$.pipe(
          startWith([]),
          switchMap((trail) => child.view(trail, newest)),
        );
        return merge(
          child
            .progress(undefined, newest)
            .pipe(map((progress): ScanAction => ({ type: 'progress', progress }))),
          view$.pipe(map((view): ScanAction => ({ type: 'view', view }))),
        ).pipe(
          // Main knows more about the child's end than this window.
          catchError(() => NEVER),
          startWith<ScanAction>({ type: 'started', path, scanner: id }),
        );
      }),
      catchError((error: unknown) =>
        of<ScanAction>(
          codeOf(error) === 'ERR_CULVERT_DISCONNECTED'
            ? { type: 'disconnected' }
            : { type: 'failed', message: messageOf(error) },
        ),
      ),
      startWith<ScanAction>({ type: 'asked', path: folder }),
    );
}
