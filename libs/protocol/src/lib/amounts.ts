import { MAX_ITEMS } from './limits.js';

/** Whether it counts something. */
export function isAmount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Sizes of items. Each of them is checked where the body is split. */
export function areSizes(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_ITEMS;
}

/** Whether it is a window as the first items of a stream have it. */
export function isWindow(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => isAmount(part) && part !== 0);
}
