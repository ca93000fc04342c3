/** In words what was thrown, be it an error or not. Never throws. */
export function describeThrown(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return withoutItsOwnWords(thrown);
  }
}

/** An object without a prototype has no `toString`, and that of another may throw. */
function withoutItsOwnWords(thrown: unknown): string {
  try {
    return Object.prototype.toString.call(thrown);
  } catch {
    return 'something that cannot be described';
  }
}
