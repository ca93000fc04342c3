/** A `then` that cannot be read counts, because `await` would fail on it. */
export function isThenable(value: unknown): boolean {
  try {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
  } catch {
    return true;
  }
}
