import type { ProcessKey } from './process-key.js';

/** Window → window: the process that its user is looking at. */
export interface Pick extends ProcessKey {
  readonly name: string;
}
