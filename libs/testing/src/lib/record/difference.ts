import type { Effect, RouterEvent, RouterState } from '@culvert/router';

/** The first event for which a router decides otherwise than in the recording. */
export interface Difference {
  /** The index of its item in `recording.items`. */
  readonly index: number;
  /** The event. It is absent if only the final states differ. */
  readonly event?: RouterEvent;
  /** The recorded effects, or the recorded final state. */
  readonly expected: readonly Effect[] | RouterState;
  /** The effects, or the final state, of this replay. */
  readonly actual: readonly Effect[] | RouterState;
}
