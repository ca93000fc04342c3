/** Where hostile peers are, or what they are. */
export const placeNames = ['memory', 'hostile main', 'guided', 'worker', 'child', 'socket'] as const;
export type PlaceName = (typeof placeNames)[number];

export interface PlaceOptions {
  readonly seed: number;
  /** How many frames hostile peers send at least. */
  readonly frames: number;
  /** Of an earlier failure: only that sequence is run. */
  readonly path?: string | undefined;
  /** Whether a failing sequence is made smaller. */
  readonly shrink?: boolean;
  /** After so many failures it ends. */
  readonly stopAt?: number;
  /** Findings whose text it matches are left out, so that others can be looked for. */
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
  /** The longest that main took for one frame, in ms. */
  readonly longest: number;
  /** What an honest renderer in the same place has had: its calls, and their times in ms. */
  readonly honest?: {
    readonly calls: number;
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Main's heap after a collection, in MB. */
  readonly memory?: { readonly before: number; readonly after: number };
}
