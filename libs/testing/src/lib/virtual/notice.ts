import { invalidArgument } from '@culvert/protocol';
import { TestScheduler } from 'rxjs/testing';

/** One notification of an Observable, at its time. */
export interface Notice {
  /** In ms of virtual time. */
  readonly at: number;
  /** `N` is a value, `E` an error, `C` the completion. */
  readonly kind: 'N' | 'E' | 'C';
  /** The value, or the error. */
  readonly value?: unknown;
  /** True for the messages of an Observable, which come later. */
  readonly isLive?: boolean;
  /** The value in a few words when it came, if it was another than the drawn one. It may have changed later. */
  readonly text?: string;
}

/** A notification that a test has drawn. */
export interface DrawnNotice extends Notice {
  /** The character in the drawing. */
  readonly symbol: string;
}

/**
 * The notifications that marbles draw, in run mode. An Observable among the values stands for its messages.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a drawing that is no text, and for an error that no `#` can be
 */
export function drawnNotices(
  marbles: string,
  values: Readonly<Record<string, unknown>> | undefined,
  error: unknown,
): readonly DrawnNotice[] {
  if (typeof marbles !== 'string') throw invalidArgument("toBe needs a drawing, as in toBe('-a|').");
  const symbols = TestScheduler.parseMarbles(marbles, undefined, undefined, false, true);
  if (error !== undefined)
    checkError(
      error,
      symbols.some(({ notification }) => notification.kind === 'E'),
    );
  return TestScheduler.parseMarbles(marbles, values, undefined, true, true).map(
    ({ frame, notification }, nth) => {
      if (notification.kind === 'C') return { at: frame, kind: 'C', symbol: '|' };
      if (notification.kind === 'E') return { at: frame, kind: 'E', value: error, symbol: '#' };
      const symbol = (symbols[nth]!.notification as { readonly value: string }).value;
      return { at: frame, kind: 'N', value: notification.value as unknown, symbol };
    },
  );
}

function checkError(error: unknown, isDrawn: boolean): void {
  if (!isDrawn) throw invalidArgument("toBe has an error, but its drawing has no #, as in '--#'.");
  if (typeof error === 'function' && typeof Reflect.get(error, 'prototype') !== 'object')
    throw invalidArgument('toBe takes the class of an error, or the error itself, and no other function.');
}
