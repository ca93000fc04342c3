/** Parameters of one run of an axis. Every contender of the axis gets the same. */
export interface Parameters {
  /** Name of the payload: 100 B, 4 KB or 1 MB. */
  readonly payload: PayloadName;
  /** Number of calls that wait for their answer at the same time. */
  readonly inFlight: number;
  /**
   * How many renderers, channels, streams or bytes the axis uses, if it does not vary the payload.
   */
  readonly count: number;
  /** True if the other side's program is one minified file, on axes of start-up. Default: false. */
  readonly isBundled?: boolean;
  /** Conditions of package.json's `exports` in that file. None for published packages. */
  readonly conditions?: readonly string[];
}

export type PayloadName = 'small' | 'medium' | 'large';

/** Culvert, the platform itself, or another library. */
export type Role = 'culvert' | 'platform' | 'peer';

/** One contender, set up and warm. The bench says how often it repeats its operation. */
export interface Session {
  /** @returns the time of `operations` operations, in ms, measured at the side that starts them */
  run(operations: number): Promise<number>;
  close(): Promise<void> | void;
}

export interface Contender {
  readonly name: string;
  readonly role: Role;
  start(parameters: Parameters): Promise<Session>;
}

/** One question and all its contenders, in the same layout of processes. */
export interface Axis {
  /** Selects the axis on the command line. */
  readonly id: string;
  readonly title: string;
  /** Names one operation. It follows a number: "… per second". */
  readonly operation: string;
  /** The table gives the cost per this unit, beside the rate. */
  readonly unit: CostUnit;
  /** The goal of Culvert, in words. */
  readonly goal: string;
  /**
   * Multiplies the slice of time of each contender, for axes with an expensive start. Default: 1.
   */
  readonly slices?: number;
  readonly variants: readonly Variant[];
  readonly contenders: readonly Contender[];
}

/** An operation consists of a number of these units. The cost of one unit must not grow. */
export interface CostUnit {
  /** Follows "ns per". */
  readonly name: string;
  readonly inOperation: (parameters: Parameters) => number;
}

/** One row of the axis's table. */
export interface Variant {
  readonly label: string;
  readonly parameters: Parameters;
}
