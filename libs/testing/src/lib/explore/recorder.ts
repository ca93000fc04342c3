import type { Choice } from './choice.js';
import type { Carried, Wire } from './link-end.js';

/** Sees all that happens in a run. */
export interface Recorder {
  chosen(choice: Choice, carried: Carried | undefined): void;
  sent(wire: Wire, carried: Carried): void;
}
