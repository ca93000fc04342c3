/*
 * Lists in the order of their sequence numbers, found by binary search. Each change copies the list, because
 * the router never changes a state. The cost of adding and removing one entry among a thousand open requests:
 * 20 µs in an array, 280 µs in a Map, 400 µs in a record. A draft of that record took a third of a millisecond
 * for each request.
 */

export interface Numbered {
  /** The number that this side gave to it. */
  readonly seq: number;
}

export function findBySeq<T extends Numbered>(list: readonly T[], seq: number): T | undefined {
  const item = list[indexOf(list, seq)];
  return item?.seq === seq ? item : undefined;
}

/** The item nearly always goes to the end, because a caller numbers its requests upwards. */
export function withItem<T extends Numbered>(list: readonly T[], item: T): readonly T[] {
  const copy = list.slice();
  copy.splice(indexOf(list, item.seq), 0, item);
  return copy;
}

export function withoutSeq<T extends Numbered>(list: readonly T[], seq: number): readonly T[] {
  const index = indexOf(list, seq);
  if (list[index]?.seq !== seq) return list;
  const copy = list.slice();
  copy.splice(index, 1);
  return copy;
}

export function withoutSeqs<T extends Numbered>(list: readonly T[], seqs: ReadonlySet<number>): readonly T[] {
  return list.filter(({ seq }) => !seqs.has(seq));
}

/** The index of the item, or the index at which it belongs. */
function indexOf(list: readonly Numbered[], seq: number): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (list[middle]!.seq < seq) from = middle + 1;
    else to = middle;
  }
  return from;
}
