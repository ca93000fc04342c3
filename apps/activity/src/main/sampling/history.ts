import type { HistoryPoint, Sample } from '../../shared/sample.js';

/** The last points, oldest first. */
export interface History {
  add(sample: Sample): void;
  points(): readonly HistoryPoint[];
}

/**
 * Keeps `capacity` points, the length of the longest chart, so that a new window starts with a full
 * one.
 */
export function createHistory(capacity: number): History {
  let kept: HistoryPoint[] = [];
  return {
    add: ({ time, cpu, memory, load, network, disk }) => {
      kept.push({ time, cpu, memory, load, network, disk });
      // The list is cut after every hundred additions, which keeps each addition cheap.
      if (kept.length > capacity + 100) kept = kept.slice(-capacity);
    },
    points: () => kept.slice(-capacity),
  };
}
