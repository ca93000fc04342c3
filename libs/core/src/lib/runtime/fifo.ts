/** A queue with a `shift` of constant cost, at any length. */
export class Fifo<T> implements Iterable<T> {
  private items: (T | undefined)[] = [];
  private first = 0;

  get length(): number {
    return this.items.length - this.first;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    const item = this.items[this.first];
    if (this.length === 0) return undefined;
    this.items[this.first++] = undefined;
    if (this.first > 1024 && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return item;
  }

  clear(): void {
    this.items = [];
    this.first = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let index = this.first; index < this.items.length; index++) yield this.items[index]!;
  }
}
