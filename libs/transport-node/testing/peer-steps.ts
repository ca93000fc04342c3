/** What a spec tells its peer to do, one after the other and in one turn. */
export type Step =
  | { readonly do: 'connect' }
  | { readonly do: 'send'; readonly frame: string }
  /** A frame too large to write out here. */
  | { readonly do: 'send-large'; readonly bytes: number }
  | { readonly do: 'send-sync'; readonly frame: string; readonly timeoutMs: number }
  | { readonly do: 'close' }
  /** A message of the user's own. */
  | { readonly do: 'post-large'; readonly bytes: number }
  /** In the next turn, where nobody catches it. */
  | { readonly do: 'throw' }
  | { readonly do: 'exit' }
  /** Lets go of the spec: from then on only an open transport keeps the peer alive. */
  | { readonly do: 'leave' };

/** What a step gave: the reply of a `send-sync`, or the code of its error, and how long it took. */
export interface StepResult {
  readonly reply?: string;
  readonly code?: string;
  readonly message?: string;
  readonly ms: number;
}

/** What the peer tells the spec, through `postMessage` and `process.send` as users have them. */
export type Report =
  | { readonly report: 'results'; readonly results: readonly StepResult[] }
  | { readonly report: 'large'; readonly text: string }
  | { readonly report: 'frame'; readonly connection: number; readonly frame: string }
  | { readonly report: 'completed'; readonly connection: number };

/** A message of the spec's own, not of Culvert: the steps for one turn. */
export interface StepsMessage {
  readonly steps: readonly Step[];
}
