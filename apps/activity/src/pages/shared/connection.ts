import {
  concat,
  defer,
  filter,
  from,
  ignoreElements,
  map,
  merge,
  of,
  race,
  repeat,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import type { Renderer } from '@culvert/core';
import type { Observable, ObservableInput, SchedulerLike } from 'rxjs';

/** How this page stands with main. A renderer that is live stays until the next state. */
export type Connection =
  | { readonly status: 'connecting' }
  | { readonly status: 'live'; readonly renderer: Renderer }
  | { readonly status: 'gone'; readonly attempt: number; readonly waitMs: number };

export interface ConnectOptions {
  /** Makes a renderer with a connection of its own, or none where it is not main that answers there. */
  readonly open: () => ObservableInput<Renderer>;
  /** The renderer that has already asked for the settings. */
  readonly first: Renderer;
  /** Emits where it is worth trying at once: a click, the window in front again. */
  readonly hurry$: Observable<unknown>;
  readonly scheduler?: SchedulerLike;
}

/** A connection for as long as somebody subscribes, made again whenever main has gone. */
export function connect({ open, first, hurry$, scheduler }: ConnectOptions): Observable<Connection> {
  return defer(() => {
    let waiting: Renderer | undefined = first;
    let failures = 0;

    const live$ = defer((): Observable<Connection> => {
      const renderer$ = waiting === undefined ? from(open()) : of(waiting);
      waiting = undefined;
      return renderer$.pipe(switchMap(liveOnce));
    });
    const liveOnce = (renderer: Renderer): Observable<Connection> =>
      renderer.status$.pipe(
        filter((status) => status === 'live'),
        tap(() => (failures = 0)),
        map(() => ({ status: 'live', renderer })),
      );
    const gone$ = defer((): Observable<Connection> => {
      failures++;
      const waitMs = backoff(failures);
      const pause$ = race(timer(waitMs, scheduler), hurry$).pipe(take(1), ignoreElements());
      return merge(of<Connection>({ status: 'gone', attempt: failures, waitMs }), pause$);
    });
    return concat(of<Connection>({ status: 'connecting' }), concat(live$, gone$).pipe(repeat()));
  });
}

/** Quick at first, for a restart takes a second; then seldom enough not to matter. */
export function backoff(failures: number): number {
  return Math.min(5000, Math.round(250 * 1.6 ** (failures - 1)));
}
