import { MAX_ITEMS } from './limits.js';

/** True for a non-negative safe integer. */
export function isAmount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Checks that `value` is a list of item sizes. The split of the body checks each size. */
export function areSizes(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_ITEMS;
}

/** Checks the window that the first items of a stream may carry: two positive amounts. */
export function isWindow(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => isAmount(part) && part !== 0);
}
