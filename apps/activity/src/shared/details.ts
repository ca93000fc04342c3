import type { ProcessKey } from './process-key.js';

/**
 * Messages between a details card and its host: by `sendToHost` one way, by the element's `send`
 * the other.
 */
export const detailsChannels = {
  /** The card is there, how high it is, what its user has chosen. */
  ready: 'details/ready',
  height: 'details/height',
  choice: 'details/choice',
  /** The process to show. */
  show: 'details/show',
} as const;

/** Host → guest: the process that its card is about. */
export interface DetailsSubject extends ProcessKey {
  readonly name: string;
}

export const detailsChoices = ['end', 'parent', 'close'] as const;
/** Guest → host: what its user wants with the process, or with the card. */
export type DetailsChoice = (typeof detailsChoices)[number];

/** A guest is another program, so its messages are checked like any message from outside. */
export function readDetailsChoice(value: unknown): DetailsChoice | undefined {
  return detailsChoices.find((choice) => choice === value);
}

const tallest = 400;

/**
 * The height that a guest asks for, in pixels, within the limits; undefined if it is not a height.
 */
export function readDetailsHeight(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return undefined;
  return Math.min(tallest, Math.ceil(value));
}
