/** The guests below one connection of a transport: its own, those that these embed, and so on down. */
export class GuestTree {
  private readonly limit: number;
  private size = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** @returns whether there is room for one more, which has its place then */
  take(): boolean {
    if (this.size >= this.limit) return false;
    this.size++;
    return true;
  }

  free(count: number): void {
    this.size -= count;
  }
}
