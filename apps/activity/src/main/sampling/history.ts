import type { HistoryPoint, Sample } from '../../shared/sample.js';

/** The last points, oldest first. */
export interface History {
  add(sample: Sample): void;
  points(): readonly HistoryPoint[];
}

/** Keeps `capacity` points: what the longest chart shows, so that a new window starts with a full one. */
export function createHistory(capacity: number): History {
  let kept: HistoryPoint[] = [];
  return {
    add: ({ time, cpu, memory, load, network, disk }) => {
      kept.push({ time, cpu, memory, load, network, disk });
      // Cutting every hundredth time keeps an addition cheap.
      if (kept.length > capacity + 100) kept = kept.slice(-capacity);
    },
    points: () => kept.slice(-capacity),
  };
}
