import type { ErrorData } from './redact-error.js';

/** A serialised error, as a value that the codec can carry. */
export interface WireError {
  readonly error: ErrorData;
  /** The class, if it differs from the name. */
  readonly class?: string;
  readonly cause?: WireError | WireThrown;
  /** The errors of an `AggregateError`. */
  readonly errors?: readonly (WireError | WireThrown)[];
}

/**
 * A thrown value that is not an Error. `thrown` is its text. `is` holds the value itself if the codec can carry it, and
 * `[]` means `undefined`.
 */
export interface WireThrown {
  readonly thrown: string;
  readonly is?: readonly unknown[];
}

/** The longest chain of causes that is sent. A chain may be a circle. */
export const MAX_CAUSES = 8;
/** The most errors of one `AggregateError` that are sent. */
export const MAX_ERRORS = 100;
/** The most errors within one thrown error, at all depths. Aggregates of the same errors double at each depth. */
export const MAX_ALL = 500;
