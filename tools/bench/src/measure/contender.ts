/** What one run of an axis is measured with; every contender of the axis gets the same. */
export interface Parameters {
  /** Name of the payload: 100 B, 4 KB or 1 MB. */
  readonly payload: PayloadName;
  /** Calls that wait for their answer at the same time. */
  readonly inFlight: number;
  /** Renderers, channels, streams or bytes: what the axis grows by, where that is not its payload. */
  readonly count: number;
}

export type PayloadName = 'small' | 'medium' | 'large';

/** Culvert, what the platform itself can do, or another library. */
export type Role = 'culvert' | 'platform' | 'peer';

/** One contender, set up and warm: it repeats its operation as often as it is told. */
export interface Session {
  /** @returns what `operations` of them took, in ms, where the operations are begun */
  run(operations: number): Promise<number>;
  close(): Promise<void> | void;
}

export interface Contender {
  readonly name: string;
  readonly role: Role;
  start(parameters: Parameters): Promise<Session>;
}

/** One question, and all who answer it, in the same layout of processes. */
export interface Axis {
  /** Selects it on the command line. */
  readonly id: string;
  readonly title: string;
  /** What one operation is, in words: it follows a number "per second". */
  readonly operation: string;
  /** What its cost is given for beside the rate. */
  readonly unit: CostUnit;
  /** What we mean to reach, in words. */
  readonly goal: string;
  /** How many times the usual slice of time each gets, where a start costs some. Default: 1. */
  readonly slices?: number;
  readonly variants: readonly Variant[];
  readonly contenders: readonly Contender[];
}

/** What one operation is so many of: the cost of one of these is what must not grow. */
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
