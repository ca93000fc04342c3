import type { Main } from '@culvert/core';
import { distinctUntilChanged, map, type Observable } from 'rxjs';

/** The number of calls and streams that are open at main, counted at each of their ends, as a marble. */
export function openCalls$({ state$ }: Main): Observable<string> {
  return state$.pipe(
    map(({ endpoints }) =>
      Object.values(endpoints).flatMap(({ pending, serving }) => [...pending, ...serving]),
    ),
    map(({ length }) => String(length)),
    distinctUntilChanged(),
  );
}
