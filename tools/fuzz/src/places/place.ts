/** The places of hostile peers, and two kinds of them: a hostile main, and guided inputs. */
export const placeNames = ['memory', 'hostile main', 'guided', 'worker', 'child', 'socket'] as const;
export type PlaceName = (typeof placeNames)[number];

export interface PlaceOptions {
  readonly seed: number;
  /** How many frames the hostile peers send at least. */
  readonly frames: number;
  /** The path of an earlier failure: only that sequence is run. */
  readonly path?: string | undefined;
  /** True to shrink a failing sequence. */
  readonly shrink?: boolean;
  /** The run ends after this many failures. */
  readonly stopAt?: number;
  /** Ignores findings that have a matching text, so that a run can look for others. */
  readonly ignore?: RegExp | undefined;
}

export interface Failure {
  readonly place: string;
  readonly seed: number;
  readonly path: string;
  readonly reason: string;
  readonly counterexample: string;
}

export interface PlaceResult {
  readonly frames: number;
  readonly failures: readonly Failure[];
  /** The longest time that main took for one frame, in ms. */
  readonly longest: number;
  /** The number of calls of an honest renderer in the same place, and their times in ms. */
  readonly honest?: {
    readonly calls: number;
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Main's heap after a collection, in MB. */
  readonly memory?: { readonly before: number; readonly after: number };
}
