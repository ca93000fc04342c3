import type { RouterState } from '@culvert/router';

/** The number of calls, streams and sync requests that main keeps. */
export function pendingOf({ endpoints }: RouterState): number {
  return Object.values(endpoints).flatMap(({ pending }) => pending).length;
}
