/** Counts the guests below one connection of a transport, at every depth. */
export class GuestTree {
  private readonly limit: number;
  private size = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** @returns whether there was room for one more guest, which now has its place */
  take(): boolean {
    if (this.size >= this.limit) return false;
    this.size++;
    return true;
  }

  free(count: number): void {
    this.size -= count;
  }
}
