/**
 * The size of a page, which Node does not report. It is computed from Node's own resident bytes,
 * and the pages that /proc/self/statm counts a moment later. Sizes are powers of two, so the
 * nearest one is right.
 */
export function pageSize(residentBytes: number, statm: string): number {
  const pages = Number(statm.split(' ')[1]);
  if (!(pages > 0) || !(residentBytes > 0)) return 4096;
  return 2 ** Math.round(Math.log2(residentBytes / pages));
}
