import { formatBytes, formatRate } from '../format.js';
import type { ChartScale } from './chart-options.js';

/** 0 to 100. */
export const percentScale: ChartScale = {
  format: (value) => `${Math.round(value)} %`,
  top: () => 100,
  splits: () => [0, 50, 100],
};

/** Bytes of a whole that is known. */
export function bytesScale(total: number): ChartScale {
  return {
    format: formatBytes,
    top: () => Math.max(1, total),
    splits: (top) => [0, top / 2, top],
  };
}

/** Bytes a second: the top is the next power of two, so that the lines carry round numbers and seldom move. */
export const rateScale: ChartScale = {
  format: formatRate,
  top: rateTop,
  splits: (top) => [0, top / 2, top],
};

/** At least 16 KiB/s, or the noise of an idle machine would look like a storm. */
export function rateTop(highest: number): number {
  return Math.max(16 * 1024, 2 ** Math.ceil(Math.log2(Math.max(1, highest))));
}
