import type { CostUnit } from './contender.js';
import { payloadBytes } from './payloads.js';

/** For operations with a cost that grows with the payload. */
export const BYTE: CostUnit = { name: 'byte', inOperation: ({ payload }) => payloadBytes(payload) };

/** For operations that do their work `count` times: once for each renderer, or byte. */
export function counted(name: string): CostUnit {
  return { name, inOperation: ({ count }) => count };
}

/** For operations that must cost the same beside any number of others. */
export function operation(name: string): CostUnit {
  return { name, inOperation: () => 1 };
}
