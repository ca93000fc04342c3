import {
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  from,
  map,
  merge,
  mergeMap,
  NEVER,
  ReplaySubject,
  scan,
  share,
  startWith,
  Subject,
  switchMap,
  withLatestFrom,
} from 'rxjs';
import { wrap } from '@culvert/core/contract';
import type { Renderer } from '@culvert/core';
import type { Observable, ObservableInput } from 'rxjs';
import { activity, newest } from '../../shared/contracts.js';
import { codeOf } from '../../shared/message-of.js';
import type { HistoryPoint, Machine, Sample } from '../../shared/sample.js';
import { applySettings } from '../../shared/settings.js';
import type { Settings } from '../../shared/settings.js';
import type { Hello, WindowInfo } from '../../shared/windows.js';
import type { Connection } from './connection.js';

/** Main's functions over one connection. */
export type MainApi = ReturnType<typeof mainOf>;

/** Data and actions of a page, over any connection that it has at the moment. */
export interface Feed {
  readonly connection$: Observable<Connection>;
  /** The live renderer; undefined between two connections. */
  readonly renderer$: Observable<Renderer | undefined>;
  readonly machine$: Observable<Machine>;
  readonly samples$: Observable<Sample>;
  /** Greets main too, because a page that reads the list of windows is one of them. */
  readonly windows$: Observable<readonly WindowInfo[]>;
  readonly settings$: Observable<Settings>;
  /** Applies here at once, and in all other windows when main has accepted it. */
  readonly changeSettings: (change: Partial<Settings>) => void;
  /**
   * The answers of main. The question is asked again on each new connection, and the stream is
   * silent in between.
   */
  ask<T>(question: (main: MainApi) => ObservableInput<T>): Observable<T>;
}

const historySeconds = 600;

export function mainOf(renderer: Renderer) {
  return wrap(renderer, activity);
}

/** @param hello how a window introduces itself to main; a card does not */
export function createFeed(connections$: Observable<Connection>, hello?: Hello): Feed {
  const connection$ = connections$.pipe(kept());
  const renderer$ = connection$.pipe(
    map((connection) => (connection.status === 'live' ? connection.renderer : undefined)),
    distinctUntilChanged(),
    kept(),
  );
  const ask = <T>(question: (main: MainApi) => ObservableInput<T>): Observable<T> =>
    renderer$.pipe(
      switchMap((renderer) =>
        renderer === undefined ? NEVER : untilGone(defer(() => question(mainOf(renderer)))),
      ),
    );

  const changes$ = new Subject<Partial<Settings>>();
  changes$
    .pipe(
      withLatestFrom(renderer$),
      mergeMap(([change, renderer]) =>
        renderer === undefined ? EMPTY : untilGone(defer(() => mainOf(renderer).changeSettings(change))),
      ),
    )
    .subscribe();
  // Main decides. Until it answers, the user's last choice applies.
  const settings$ = ask((main) => main.liveSettings(undefined, newest)).pipe(
    switchMap((settings) => changes$.pipe(scan(applySettings, settings), startWith(settings))),
    kept(),
  );

  return {
    connection$,
    renderer$,
    machine$: ask((main) => main.machine()).pipe(kept()),
    samples$: ask((main) => main.samples(undefined, newest)).pipe(kept()),
    windows$:
      hello === undefined ? NEVER : ask((main) => merge(main.windows, from(main.hello(hello)))).pipe(kept()),
    settings$,
    changeSettings: (change) => changes$.next(change),
    ask,
  };
}

/** The points of the charts: main's history, and every sample after it. */
export function historyOf(feed: Feed): Observable<readonly HistoryPoint[]> {
  return feed
    .ask((main) => main.history())
    .pipe(
      switchMap((history) =>
        feed.samples$.pipe(
          scan((points: readonly HistoryPoint[], sample) => append(points, sample), history),
          startWith(history),
        ),
      ),
    );
}

/** The last sample may already be in the history, or be from an earlier main. */
function append(points: readonly HistoryPoint[], sample: Sample): readonly HistoryPoint[] {
  const last = points.at(-1);
  return last === undefined || sample.time > last.time ? [...points, sample].slice(-historySeconds) : points;
}

/** The end of a connection is not an error here, because the next one asks again. */
function untilGone<T>(answers$: Observable<T>): Observable<T> {
  return answers$.pipe(
    catchError((error: unknown) => {
      if (codeOf(error) === 'ERR_CULVERT_DISCONNECTED') return EMPTY;
      throw error;
    }),
  );
}

/**
 * Shares a stream, and replays its last value to later subscribers. It is never torn down, because
 * it lives as long as the page.
 */
function kept<T>() {
  return share<T>({ connector: () => new ReplaySubject(1), resetOnRefCountZero: false });
}
