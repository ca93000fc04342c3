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

/** The state of this page's connection to main. A live renderer stays until the next state. */
export type Connection =
  | { readonly status: 'connecting' }
  | { readonly status: 'live'; readonly renderer: Renderer }
  | { readonly status: 'gone'; readonly attempt: number; readonly waitMs: number };

export interface ConnectOptions {
  /**
   * Makes a renderer with a connection of its own, or none if the server that answers is not main.
   */
  readonly open: () => ObservableInput<Renderer>;
  /** The renderer that has already asked for the settings. */
  readonly first: Renderer;
  /**
   * Emits when a retry at once makes sense: after a click, or when the window comes to the front.
   */
  readonly hurry$: Observable<unknown>;
  readonly scheduler?: SchedulerLike;
}

/** A connection that lives while it has a subscriber. It is made again each time main has gone. */
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

/** Short at first, because a restart takes a second. Later long enough to cost nothing. */
export function backoff(failures: number): number {
  return Math.min(5000, Math.round(250 * 1.6 ** (failures - 1)));
}
