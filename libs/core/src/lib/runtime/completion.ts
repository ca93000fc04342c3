/**
 * Resolves when an operation is over. It never rejects, so a caller may ignore it. By this name, a linter that asks for
 * every promise to be handled can be configured to allow that.
 */
export interface Completion extends Promise<void> {
  /** Part of every promise. */
  readonly [Symbol.toStringTag]: string;
}
