import { Observable, Subscription, isObservable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { equals, matchesError, type Match } from './match.js';
import { showValue } from './show-value.js';
import { drawnNotices, type DrawnNotice, type Notice } from './notice.js';

/** The values of a drawing, by their characters. Without one, a character is its own value. */
export type MarbleValues<T> = Readonly<Record<string, T>>;

/** The expectation of a test for an Observable. */
export interface Expected<T> {
  /**
   * Compares when virtual time is over.
   *
   * @param values the values by their characters. Without one, a character is its own value
   * @param error the error of the `#`: its class, its code, a part of its message, or a RegExp for one of them. Some of
   * its fields or the error itself will do as well. Without it, the `#` is any error
   * @example
   * expectObservable(api.kill.$({ pid: 7 })).toBe('--#', {}, { code: 'ERR_CULVERT_TIMEOUT' });
   */
  toBe(marbles: string, values?: MarbleValues<T>, error?: unknown): void;
}

/** The same for values of any type, and the comparison with another Observable. */
export interface ExpectedObservable<T> extends Expected<unknown> {
  /** Compares with an Observable that is subscribed at the same time. */
  toEqual(other: Observable<T>): void;
}

/** A helper of a test, or the `toBe` of one. */
export type Helper = (...args: never[]) => unknown;

/** An expectation without a `toBe`. */
export interface Undrawn {
  /** As the test has called it. */
  readonly name: () => string;
  /** An error of the line that has called the helper. */
  readonly made: Error;
}

/** An expectation with an Observable that differs from its drawing. */
export interface Failure {
  /** As the test has called it. */
  readonly name: () => string;
  readonly expected: readonly DrawnNotice[];
  readonly actual: readonly Notice[];
  /** The number of equal notifications before the first difference. */
  readonly difference: number;
  /** An error of the line that has called `toBe`. */
  readonly place: Error;
  readonly match: Match;
  readonly isPartial: boolean;
  /** A value in a few words. */
  readonly show: (value: unknown) => string;
}

/** A name for the report, and how the values are compared. */
export interface Observed<T> {
  /** As the test has called it. Only a failure needs it. */
  readonly name: () => string;
  /** Subscribed when virtual time has come to the subscription. It may make the Observable then. */
  readonly source$: Observable<T> | (() => Observable<T>);
  readonly match?: Match;
  /** True if expected values may leave fields out. */
  readonly isPartial?: boolean;
  /** A value in a few words. Default: as JSON. */
  readonly show?: (value: never) => string;
}

interface Expectation {
  readonly name: () => string;
  /** An error of the line that has called the helper. */
  readonly made: Error;
  readonly actual: Notice[];
  readonly match: Match;
  readonly isPartial: boolean;
  readonly show: (value: unknown) => string;
  expected?: (() => readonly DrawnNotice[]) | undefined;
  place?: Error;
}

/** The expectations of one test, in the order of their `toBe`. */
export class Expectations {
  private readonly scheduler: TestScheduler;
  private open: Expectation[] = [];
  private matcher: Helper | undefined;

  constructor(scheduler: TestScheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Subscribes at the `^` of the drawing, or now, and unsubscribes at its `!`.
   *
   * @param user the helper that the test has called
   */
  observe<T>(
    observed: Observed<T>,
    user: Helper,
    subscriptionMarbles?: string | null,
  ): ExpectedObservable<T> {
    const { name, source$, match = equals, isPartial = false } = observed;
    const show = (observed.show ?? showValue) as (value: unknown) => string;
    const { subscribedFrame, unsubscribedFrame } = TestScheduler.parseMarblesAsSubscriptions(
      subscriptionMarbles ?? null,
      true,
    );
    const from = subscribedFrame === Infinity ? 0 : subscribedFrame;
    const actual = this.record(source$, from, unsubscribedFrame);
    const expectation: Expectation = { name, made: this.placeOf(user), actual, match, isPartial, show };
    this.open.push(expectation);
    const compare = (user: Helper, expected: () => readonly DrawnNotice[]) => {
      expectation.expected = expected;
      expectation.place = this.placeOf(user);
    };
    const toBe: Expected<T>['toBe'] = (marbles, values, error) => {
      const expected = drawnNotices(marbles, values, error);
      compare(toBe, () => expected);
    };
    const toEqual = (other: Observable<T>) => {
      const theirs = this.record(other, from, unsubscribedFrame);
      compare(toEqual, () => theirs.map(asDrawn));
    };
    return { toBe, toEqual };
  }

  /** The lines of all expectations that `draw` makes are those that have called this matcher. */
  placedBy(matcher: Helper, draw: () => void): void {
    this.matcher = matcher;
    try {
      draw();
    } finally {
      this.matcher = undefined;
    }
  }

  private placeOf(user: Helper): Error {
    return placeOf(this.matcher ?? user);
  }

  /** As RxJS's own `expectSubscriptions`. */
  subscriptions: RunHelpers['expectSubscriptions'] = (logs) => {
    const actual: Notice[] = [];
    const name = () => 'expectSubscriptions';
    const expectation: Expectation = {
      name,
      made: placeOf(this.subscriptions),
      actual,
      match: equals,
      isPartial: false,
      show: String,
    };
    this.open.push(expectation);
    const toBe = (given: string | string[]) => {
      const drawings = typeof given === 'string' ? [given] : given;
      const expected = drawings
        .map((marbles) => TestScheduler.parseMarblesAsSubscriptions(marbles, true))
        .filter(({ subscribedFrame }) => subscribedFrame !== Infinity)
        .flatMap(spanOf)
        .map(asDrawn);
      expectation.place = placeOf(toBe);
      expectation.expected = () => {
        actual.splice(0, actual.length, ...logs.flatMap(spanOf));
        return expected;
      };
    };
    return { toBe };
  };

  /** The first expectation without a `toBe`. It would pass in any case. */
  undrawn(): Undrawn | undefined {
    return this.open.find(({ expected }) => expected === undefined);
  }

  /** Compares what has its `toBe`. @returns those that differ */
  check(): readonly Failure[] {
    const { open } = this;
    this.open = open.filter(({ expected }) => expected === undefined);
    return open.flatMap(({ expected: drawnOf, place, ...rest }) => {
      if (drawnOf === undefined || place === undefined) return [];
      const expected = drawnOf();
      const difference = firstDifference(rest.actual, expected, rest.match);
      return difference === undefined ? [] : [{ ...rest, expected, place, difference }];
    });
  }

  private record<T>(source: Observable<T> | (() => Observable<T>), from: number, until: number): Notice[] {
    const { scheduler } = this;
    const notices: Notice[] = [];
    const subscription = new Subscription();
    const now = scheduler.now();
    const add = (kind: Notice['kind'], value?: unknown) => notices.push({ at: scheduler.now(), kind, value });
    scheduler.schedule(
      () => {
        const source$ = isObservable(source) ? source : source();
        // A sync request may have waited longer than this expectation lasts.
        if (subscription.closed) return;
        subscription.add(
          source$.subscribe({
            next: (value) => add('N', value instanceof Observable ? this.innerMessages(value) : value),
            error: (error: unknown) => add('E', error),
            complete: () => add('C'),
          }),
        );
      },
      Math.max(0, from - now),
    );
    if (until !== Infinity) scheduler.schedule(() => subscription.unsubscribe(), Math.max(0, until - now));
    return notices;
  }

  /** The messages of an Observable that is a value, from the time of that value. RxJS's cold Observables have the same. */
  private innerMessages(inner$: Observable<unknown>): unknown[] {
    const { scheduler } = this;
    const from = scheduler.now();
    const messages: unknown[] = [];
    const add = (notification: object) => messages.push({ frame: scheduler.now() - from, notification });
    inner$.subscribe({
      next: (value) => add({ kind: 'N', value, error: undefined }),
      error: (error: unknown) => add({ kind: 'E', value: undefined, error }),
      complete: () => add({ kind: 'C', value: undefined, error: undefined }),
    });
    return messages;
  }
}

function firstDifference(
  actual: readonly Notice[],
  expected: readonly DrawnNotice[],
  match: Match,
): number | undefined {
  for (let nth = 0; nth < Math.max(actual.length, expected.length); nth++) {
    if (!isSame(actual[nth], expected[nth], match)) return nth;
  }
  return undefined;
}

function isSame(actual: Notice | undefined, expected: DrawnNotice | undefined, match: Match): boolean {
  if (actual === undefined || expected === undefined) return false;
  if (actual.at !== expected.at || actual.kind !== expected.kind) return false;
  return actual.kind === 'E'
    ? matchesError(actual.value, expected.value)
    : match(actual.value, expected.value);
}

function asDrawn(notice: Notice): DrawnNotice {
  const ends = { N: '', E: '#', C: '|' };
  return { ...notice, symbol: ends[notice.kind] };
}

/** A subscription as two values: its start, and its end. */
function spanOf(log: { readonly subscribedFrame: number; readonly unsubscribedFrame: number }): Notice[] {
  const start: Notice = { at: log.subscribedFrame, kind: 'N', value: 'subscribed' };
  if (log.unsubscribedFrame === Infinity) return [start];
  return [start, { at: log.unsubscribedFrame, kind: 'N', value: 'unsubscribed' }];
}

interface HasCaptureStackTrace {
  captureStackTrace?(error: Error, below: Helper): void;
}

/** An error with a stack that starts at the caller of this function. */
function placeOf(user: Helper): Error {
  const place = new Error();
  (Error as HasCaptureStackTrace).captureStackTrace?.(place, user);
  return place;
}
