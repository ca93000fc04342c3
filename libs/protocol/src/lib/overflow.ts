import type { Overflow } from './message.js';

const overflows: readonly unknown[] = ['buffer', 'latest', 'drop', 'error'] satisfies Overflow[];

/** True for a policy that producers know. */
export function isOverflow(value: unknown): value is Overflow {
  return overflows.includes(value);
}
