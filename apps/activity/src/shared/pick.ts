import type { ProcessKey } from './process-key.js';

/** Window → window: the process that its user is looking at. */
export interface Pick extends ProcessKey {
  readonly name: string;
  /** Counts up in the sender, so that answers to an earlier pick are not taken for this one. */
  readonly turn: number;
}

/** The answer: whether the process can be seen in that window now. */
export interface Picked {
  readonly turn: number;
  readonly isShown: boolean;
}
