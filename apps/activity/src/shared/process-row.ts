/** One process as the tables show it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly command: string;
  readonly user: string;
  /** Belongs to the user that main runs as, so that it may be ended. */
  readonly mine: boolean;
  /** Share of one core, 100 for a core that it keeps busy. */
  readonly cpu: number;
  /** Resident bytes. */
  readonly memory: number;
  readonly threads: number;
  /** The kernel's letter: R, S, D, T, Z … */
  readonly state: string;
  /** Tells two processes with the same pid apart: opaque, only for comparison. */
  readonly birth: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** All processes at one moment. */
export interface ProcessTable {
  readonly time: number;
  readonly rows: readonly ProcessRow[];
}
