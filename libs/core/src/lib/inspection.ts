import type { DropEffect, Effect, RouterEvent } from '@culvert/router';

/** Why main dropped something: the router's reasons, and what never reached the router. */
export type InspectedDropReason =
  DropEffect['reason'] | 'malformed' | 'over-limit' | 'queue-full' | 'unheard';

/** What `inspect$` shows of main's relay point, as plain data. `at` is the scheduler's time, in ms. */
export type Inspection =
  | {
      readonly kind: 'event';
      readonly at: number;
      readonly event: RouterEvent;
      readonly effects: readonly Effect[];
    }
  | {
      readonly kind: 'drop';
      readonly at: number;
      readonly reason: InspectedDropReason;
      /** What was dropped: the kind of a message, or `'frame'`. */
      readonly message: string;
      readonly channel?: string;
      readonly from?: number;
      readonly to?: number;
      readonly detail?: string;
    };

/** A drop, before it has its time. */
export type Drop = Omit<Extract<Inspection, { kind: 'drop' }>, 'kind' | 'at'>;
