import { TestScheduler } from 'rxjs/testing';

/** One notification of an Observable, at its time. */
export interface Notice {
  /** In ms of virtual time. */
  readonly at: number;
  /** `N` is a value, `E` an error, `C` the completion. */
  readonly kind: 'N' | 'E' | 'C';
  /** The value, or the error. */
  readonly value?: unknown;
}

/** A notification that a test has drawn. */
export interface DrawnNotice extends Notice {
  /** The character in the drawing. */
  readonly symbol: string;
}

/** The notifications that marbles draw, in run mode. An Observable among the values stands for its messages. */
export function drawnNotices(
  marbles: string,
  values: Readonly<Record<string, unknown>> | undefined,
  error: unknown,
): readonly DrawnNotice[] {
  const symbols = TestScheduler.parseMarbles(marbles, undefined, undefined, false, true);
  return TestScheduler.parseMarbles(marbles, values, undefined, true, true).map(
    ({ frame, notification }, nth) => {
      if (notification.kind === 'C') return { at: frame, kind: 'C', symbol: '|' };
      if (notification.kind === 'E') return { at: frame, kind: 'E', value: error, symbol: '#' };
      const symbol = (symbols[nth]!.notification as { readonly value: string }).value;
      return { at: frame, kind: 'N', value: notification.value as unknown, symbol };
    },
  );
}
