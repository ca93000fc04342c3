import { wrap } from '@culvert/core/contract';
import type { Renderer } from '@culvert/core';
import { catchError, map, merge, NEVER, of, startWith, switchMap } from 'rxjs';
import type { Observable } from 'rxjs';
import { activity, newest, scanner } from '../../shared/contracts.js';
import { codeOf, messageOf } from '../../shared/message-of.js';
import type { ScanAction } from './scan-state.js';

/**
 * All events of one scan. The end of the subscription ends the scan. Main starts the child and
 * reports its end. The child reports what it finds.
 *
 * @param trail$ emits the names from the root down to the folder to show. The root is shown first,
 *   without it
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
          // If the child ends, main tells why. So this stream reports no error of the child.
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
