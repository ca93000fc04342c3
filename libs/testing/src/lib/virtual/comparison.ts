import { invalidArgument } from '@culvert/protocol';
import { explainDifference, matchesError, type Match } from './match.js';
import type { DrawnNotice, Notice } from './notice.js';
import { showValue } from './show-value.js';

/** How two values are compared and shown. */
export interface Rules {
  readonly match: Match;
  /** True if expected values may leave fields out. */
  readonly isPartial: boolean;
  /** A value in a few words. */
  readonly show: (value: unknown) => string;
}

/** The first pair of notifications that differs. */
export interface Difference {
  /** The number of equal notifications before it. */
  readonly difference: number;
  /** The words of `expect` for two values that came at one time. */
  readonly explained: string;
}

/**
 * Compares what an Observable emits with what a test expects. It does so when a notification comes, because the program may
 * change an object that it has emitted.
 */
export class Comparison {
  readonly actual: Notice[] = [];
  private readonly rules: Rules;
  private drawn: readonly DrawnNotice[] | undefined;
  /** The pairs that can be compared at the end only. */
  private readonly live = new Set<number>();
  private first: Difference | undefined;

  constructor(rules: Rules) {
    this.rules = rules;
  }

  /** Undefined until the test has drawn it. */
  get expected(): readonly DrawnNotice[] | undefined {
    return this.drawn;
  }

  /**
   * @param drawn a list that may become longer, by `meet`
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a second drawing, and behind the first notification
   */
  expect(drawn: readonly DrawnNotice[]): void {
    if (this.drawn !== undefined)
      throw invalidArgument('This expectation has a drawing already: make another one by its own helper.');
    if (this.actual.length > 0)
      throw invalidArgument('The first value has come already: draw an expectation where the test makes it.');
    this.drawn = drawn;
  }

  /** A notification comes. */
  add(notice: Notice): void {
    this.actual.push(notice);
    this.meet(this.actual.length - 1);
  }

  /** Compares a pair, once both of its notifications are there. */
  meet(nth: number): void {
    const [actual, expected] = [this.actual[nth], this.drawn?.[nth]];
    if (actual?.isLive === true || expected?.isLive === true) this.live.add(nth);
    else this.compare(nth, actual, expected);
  }

  private compare(nth: number, actual: Notice | undefined, expected: DrawnNotice | undefined): void {
    if (actual === undefined || (expected !== undefined && this.isSame(actual, expected))) return;
    if (actual.kind !== 'C')
      this.actual[nth] = {
        ...actual,
        text: actual.kind === 'E' ? showValue(actual.value) : this.rules.show(actual.value),
      };
    if (expected !== undefined && (this.first === undefined || this.first.difference > nth))
      this.first = { difference: nth, explained: this.explain(actual, expected) };
  }

  /** @returns undefined if all notifications are as expected */
  difference(): Difference | undefined {
    for (const nth of this.live) this.compare(nth, this.actual[nth], this.drawn?.[nth]);
    if (this.first !== undefined) return this.first;
    const [came, expected] = [this.actual.length, this.drawn?.length ?? 0];
    return came === expected ? undefined : { difference: Math.min(came, expected), explained: '' };
  }

  private isSame(actual: Notice, expected: DrawnNotice): boolean {
    if (actual.at !== expected.at || actual.kind !== expected.kind) return false;
    return actual.kind === 'E'
      ? matchesError(actual.value, expected.value)
      : this.rules.match(actual.value, expected.value);
  }

  /** The first line of a report has the whole of a value that is no object. */
  private explain(actual: Notice, { at, kind, value }: DrawnNotice): string {
    const isObject = typeof value === 'object' && !(value instanceof RegExp);
    if (!isObject || actual.at !== at || actual.kind !== kind) return '';
    return explainDifference(actual.value, value, this.rules.isPartial || kind === 'E');
  }
}
