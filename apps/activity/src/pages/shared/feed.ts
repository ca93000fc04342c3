import {
  distinctUntilChanged,
  filter,
  map,
  NEVER,
  Observable,
  ReplaySubject,
  scan,
  share,
  startWith,
  Subject,
  switchMap,
  withLatestFrom,
} from 'rxjs';
import type { IpcRendererEvent, Renderer } from '@culvert/core';
import { channels } from '../../shared/channels.js';
import type { HistoryPoint, Sample } from '../../shared/sample.js';
import { applySettings } from '../../shared/settings.js';
import type { Settings } from '../../shared/settings.js';
import type { Snapshot } from '../../shared/snapshot.js';
import type { Hello, WindowInfo } from '../../shared/windows.js';
import type { Connection } from './connection.js';

/** What a page hears and says, whichever connection it has at the moment. */
export interface Feed {
  readonly connection$: Observable<Connection>;
  /** The renderer that is live, undefined in between. */
  readonly renderer$: Observable<Renderer | undefined>;
  readonly snapshot$: Observable<Snapshot>;
  readonly samples$: Observable<Sample>;
  readonly windows$: Observable<readonly WindowInfo[]>;
  readonly settings$: Observable<Settings>;
  /** Holds here at once, and in all other windows when main has taken it. */
  readonly changeSettings: (change: Partial<Settings>) => void;
  /** What arrives on a channel, over all connections. */
  on<T>(channel: string): Observable<Message<T>>;
}

export interface Message<T> {
  readonly event: IpcRendererEvent;
  readonly value: T;
}

const historySeconds = 600;

/** @param hello the greeting that main answers with the snapshot, once on every connection */
export function createFeed(connections$: Observable<Connection>, hello: Hello): Feed {
  const connection$ = connections$.pipe(kept());
  const renderer$ = connection$.pipe(
    map((connection) => (connection.status === 'live' ? connection.renderer : undefined)),
    distinctUntilChanged(),
  );
  const live$ = renderer$.pipe(filter((renderer) => renderer !== undefined));

  const snapshot$ = live$.pipe(
    switchMap((renderer) => askForSnapshot(renderer, hello)),
    kept(),
  );
  const on = <T>(channel: string): Observable<Message<T>> =>
    renderer$.pipe(
      switchMap((renderer) => renderer?.channel<T>(channel).messages$ ?? NEVER),
      map(({ event, args }) => ({ event, value: args[0] as T })),
    );
  /** A value of the snapshot, followed by what the channel brings after it. */
  const since = <T>(first: (snapshot: Snapshot) => T, channel: string): Observable<T> =>
    snapshot$.pipe(
      switchMap((snapshot) =>
        on<T>(channel).pipe(
          map(({ value }) => value),
          startWith(first(snapshot)),
        ),
      ),
      kept(),
    );

  const changes$ = new Subject<Partial<Settings>>();
  changes$
    .pipe(withLatestFrom(renderer$))
    .subscribe(([change, renderer]) => renderer?.ipcRenderer.send(channels.settings, change));
  // Main's word counts; until it comes, what the user has just chosen does.
  const settings$ = since((snapshot) => snapshot.settings, channels.settings).pipe(
    switchMap((settings) => changes$.pipe(scan(applySettings, settings), startWith(settings))),
    kept(),
  );

  return {
    connection$,
    renderer$,
    snapshot$,
    samples$: since<Sample | null>((snapshot) => snapshot.latest, channels.samples).pipe(
      filter((sample) => sample !== null),
    ),
    windows$: since((snapshot) => snapshot.windows, channels.windows),
    settings$,
    changeSettings: (change) => changes$.next(change),
    on,
  };
}

/** The points of the charts: main's history, and every sample after it. */
export function historyOf(feed: Feed): Observable<readonly HistoryPoint[]> {
  return feed.snapshot$.pipe(
    switchMap(({ history }) =>
      feed.on<Sample>(channels.samples).pipe(
        scan(
          (points: readonly HistoryPoint[], { value }) => [...points, value].slice(-historySeconds),
          history,
        ),
        startWith(history),
      ),
    ),
  );
}

function askForSnapshot({ ipcRenderer }: Renderer, hello: Hello): Observable<Snapshot> {
  return new Observable((subscriber) => {
    const answer = (_event: IpcRendererEvent, snapshot: Snapshot): void => subscriber.next(snapshot);
    ipcRenderer.once(channels.snapshot, answer);
    ipcRenderer.send(channels.hello, hello);
    return () => ipcRenderer.removeListener(channels.snapshot, answer);
  });
}

/** Shared, with the last value for whoever comes later, and never torn down: it lives as long as the page. */
function kept<T>() {
  return share<T>({ connector: () => new ReplaySubject(1), resetOnRefCountZero: false });
}
