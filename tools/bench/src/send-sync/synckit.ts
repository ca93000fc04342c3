import { createSyncFn } from 'synckit';
import type { Parameters } from '../measure/contender.js';
import type { LocalRun } from '../measure/local-contender.js';
import { payloadSource } from '../measure/payloads.js';

/**
 * Synckit blocks this thread and answers from a worker. That is the other direction, at the same
 * distance.
 */
export function start({ payload }: Parameters): LocalRun {
  const echo = createSyncFn<(value: unknown) => unknown>(new URL('./synckit-worker.js', import.meta.url));
  const value = payloadSource(payload);
  return {
    run(operations) {
      for (let n = 0; n < operations; n++) echo(value());
    },
  };
}
