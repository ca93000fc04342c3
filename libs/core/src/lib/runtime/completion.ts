/**
 * When something is over. It never rejects, so those who do not wait for it may leave it alone: a linter that asks for
 * every promise to be handled can be told so by this name.
 */
export interface Completion extends Promise<void> {
  readonly [Symbol.toStringTag]: string;
}
