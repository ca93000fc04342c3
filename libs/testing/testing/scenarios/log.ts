/** Notes what an Observable does: its items, and how it ends. */
export class Log {
  readonly items: string[] = [];
  /** `'done'`, or the code or message of the error. Absent until then. */
  end: string | undefined;

  readonly observer = {
    next: (item: unknown) => void this.items.push(String(item)),
    error: (error: Error & { readonly code?: string }) => void (this.end = error.code ?? error.message),
    complete: () => void (this.end = 'done'),
  };

  /** True if the items so far are the first ones of these, and all of these after a completion. */
  isPartOf(...whole: unknown[]): boolean {
    const isInOrder = this.items.every((item, index) => item === String(whole[index]));
    return isInOrder && (this.end !== 'done' || this.items.length === whole.length);
  }
}

/** True if each of them has ended in one of these ways. */
export function allEnd(logs: readonly Log[], ...ways: string[]): boolean | string {
  const other = logs.find(({ end }) => end === undefined || !ways.includes(end));
  return other === undefined || `one has ended with ${String(other.end)}`;
}
