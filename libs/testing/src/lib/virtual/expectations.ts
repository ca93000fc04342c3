import { invalidArgument } from '@culvert/protocol';
import { Observable, Subscription, isObservable, takeWhile } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { Comparison, type Difference, type Rules } from './comparison.js';
import { isEqual } from './equality.js';
import type { Match } from './match.js';
import { showValue } from './show-value.js';
import type { StepLimit } from './step-limit.js';
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
export interface Failure extends Difference, Rules {
  /** As the test has called it. */
  readonly name: () => string;
  readonly expected: readonly DrawnNotice[];
  readonly actual: readonly Notice[];
  /** An error of the line that has called `toBe`. */
  readonly place: Error;
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
  readonly rules: Rules;
  readonly comparison: Comparison;
  /** An error of the line that has called `toBe`. */
  place?: Error;
  /** Adds what is known at the end only. */
  complete?: () => void;
}

/** The expectations of one test, in the order of their `toBe`. */
export class Expectations {
  private readonly scheduler: TestScheduler;
  private readonly limit: StepLimit;
  private open: Expectation[] = [];
  private matcher: Helper | undefined;
  private isOver = false;

  constructor(scheduler: TestScheduler, limit: StepLimit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  /** From now on, nothing can be expected. */
  end(): void {
    this.isOver = true;
  }

  /**
   * Subscribes at the `^` of the drawing, or now, and unsubscribes at its `!`.
   *
   * @param user the helper that the test has called
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` behind the end of virtual time
   */
  observe<T>(
    observed: Observed<T>,
    user: Helper,
    subscriptionMarbles?: string | null,
  ): ExpectedObservable<T> {
    const { name, source$, match = isEqual, isPartial = false } = observed;
    const show = (observed.show ?? showValue) as (value: unknown) => string;
    const { subscribedFrame, unsubscribedFrame } = TestScheduler.parseMarblesAsSubscriptions(
      subscriptionMarbles ?? null,
      true,
    );
    const from = subscribedFrame === Infinity ? 0 : subscribedFrame;
    const expectation = this.add(name, user, { match, isPartial, show });
    const { comparison } = expectation;
    this.record(source$, from, unsubscribedFrame, (notice) => comparison.add(notice));
    const toBe: Expected<T>['toBe'] = (marbles, values, error) => {
      comparison.expect(drawnNotices(marbles, values, error));
      expectation.place = this.placeOf(toBe);
    };
    const toEqual = (other: Observable<T>) => {
      const theirs: DrawnNotice[] = [];
      comparison.expect(theirs);
      expectation.place = this.placeOf(toEqual);
      this.record(other, from, unsubscribedFrame, (notice) => {
        comparison.meet(theirs.push(asDrawn(notice)) - 1);
      });
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
    const rules = { match: isEqual, isPartial: false, show: String };
    const expectation = this.add(() => 'expectSubscriptions', this.subscriptions, rules);
    const toBe = (given: string | string[]) => {
      const drawings = typeof given === 'string' ? [given] : given;
      const expected = drawings
        .map((marbles) => TestScheduler.parseMarblesAsSubscriptions(marbles, true))
        .filter(({ subscribedFrame }) => subscribedFrame !== Infinity)
        .flatMap(spanOf)
        .map(asDrawn);
      const { comparison } = expectation;
      comparison.expect(expected);
      expectation.place = placeOf(toBe);
      expectation.complete = () => {
        for (const notice of logs.flatMap(spanOf)) comparison.add(notice);
      };
    };
    return { toBe };
  };

  private add(name: () => string, user: Helper, rules: Rules): Expectation {
    if (this.isOver)
      throw invalidArgument(
        'Virtual time is over, so this expectation would compare nothing: make it in the test.',
      );
    const expectation: Expectation = {
      name,
      made: this.placeOf(user),
      rules,
      comparison: new Comparison(rules),
    };
    this.open.push(expectation);
    return expectation;
  }

  /** The first expectation without a `toBe`. It would pass in any case. */
  undrawn(): Undrawn | undefined {
    return this.open.find(({ place }) => place === undefined);
  }

  /** Compares what has its `toBe`. @returns those that differ */
  check(): readonly Failure[] {
    const { open } = this;
    this.open = open.filter(({ place }) => place === undefined);
    return open.flatMap(({ name, rules, comparison, place, complete }) => {
      if (place === undefined) return [];
      complete?.();
      const { actual, expected = [] } = comparison;
      const difference = comparison.difference();
      return difference === undefined ? [] : [{ ...rules, ...difference, name, expected, actual, place }];
    });
  }

  private record<T>(
    source: Observable<T> | (() => Observable<T>),
    from: number,
    until: number,
    notify: (notice: Notice) => void,
  ): void {
    const { scheduler, limit } = this;
    const subscription = new Subscription();
    const now = scheduler.now();
    const add = (kind: Notice['kind'], value?: unknown) => notify({ at: scheduler.now(), kind, value });
    const addNext = (value: unknown) => {
      if (!(value instanceof Observable)) add('N', value);
      else notify({ at: scheduler.now(), kind: 'N', value: this.innerMessages(value), isLive: true });
    };
    scheduler.schedule(
      () => {
        const source$ = isObservable(source) ? source : source();
        // A sync request may have waited longer than this expectation lasts.
        if (subscription.closed) return;
        subscription.add(
          source$.pipe(takeWhile(() => limit.take())).subscribe({
            next: addNext,
            error: (error: unknown) => add('E', error),
            complete: () => add('C'),
          }),
        );
      },
      Math.max(0, from - now),
    );
    if (until !== Infinity) scheduler.schedule(() => subscription.unsubscribe(), Math.max(0, until - now));
  }

  /** The messages of an Observable that is a value, from the time of that value. RxJS's cold Observables have the same. */
  private innerMessages(inner$: Observable<unknown>): unknown[] {
    const { scheduler } = this;
    const from = scheduler.now();
    const messages: unknown[] = [];
    const add = (notification: object) => messages.push({ frame: scheduler.now() - from, notification });
    inner$.pipe(takeWhile(() => this.limit.take())).subscribe({
      next: (value) => add({ kind: 'N', value, error: undefined }),
      error: (error: unknown) => add({ kind: 'E', value: undefined, error }),
      complete: () => add({ kind: 'C', value: undefined, error: undefined }),
    });
    return messages;
  }
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
