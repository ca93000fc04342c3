import type { Variant } from './contender.js';

/** One row for each payload size. */
export function payloadVariants(inFlight = 1): Variant[] {
  return [
    { label: '100 B', parameters: { payload: 'small', inFlight, count: 1 } },
    { label: '4 KB', parameters: { payload: 'medium', inFlight, count: 1 } },
    { label: '1 MB', parameters: { payload: 'large', inFlight, count: 1 } },
  ];
}
