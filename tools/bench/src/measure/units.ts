import type { CostUnit } from './contender.js';
import { payloadBytes } from './payloads.js';

/** For what grows with the size of its payload. */
export const BYTE: CostUnit = { name: 'byte', inOperation: ({ payload }) => payloadBytes(payload) };

/** For what does its work so often in one operation: `count` renderers, or bytes. */
export function counted(name: string): CostUnit {
  return { name, inOperation: ({ count }) => count };
}

/** For what ought to cost the same, however much there is beside it. */
export function operation(name: string): CostUnit {
  return { name, inOperation: () => 1 };
}
