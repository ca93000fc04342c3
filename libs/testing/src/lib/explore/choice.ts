import type { Footprint } from './footprint.js';
import type { LinkEnd, Wire } from './link-end.js';
import type { FaultKind } from './scenario.js';
import type { VirtualProcess } from './virtual-process.js';

/** Something that may happen next in a run. */
export interface Choice {
  /** Its name in replays, the same in each run: `r1>` delivers the next frame of r1 to main. */
  readonly name: string;
  /** The fault that it is, if it is one. */
  readonly fault?: FaultKind | undefined;
  /** The process that acts. */
  readonly process: VirtualProcess;
  /** The parts of the run that it changes, besides those that its code uses. */
  readonly bits: number;
  /** The wire that it takes a frame from, if it delivers one. */
  readonly wire?: Wire | undefined;
  /** The source of the step of the scenario that it is, if it is one. */
  readonly step?: string | undefined;
  /** The blocked end of a renderer that goes on. */
  readonly goesOn?: LinkEnd | undefined;
  /** Its place in the default order, or {@link NOT_NOW}. */
  rank(): number;
  run(): void;
}

/** The rank of a choice that cannot happen now. */
export const NOT_NOW = -1;

/*
 * The default order: a renderer with its answer goes on first. Frames follow in the order of their departure, then steps
 * in the order of the scenario, then timers. A fault never happens by default.
 */
export const AT_ONCE = 0;
export const STEPS = 1e6;
export const TIMERS = 1e9;
export const FAULTS = 1e12;

/** Decides what happens next. */
export interface Strategy {
  /**
   * Gets all that may happen, in the default order. Without a choice, the run ends.
   *
   * @param footprint the parts that the last step has used
   */
  next(enabled: readonly Choice[], footprint: Footprint): Choice | undefined;
}
