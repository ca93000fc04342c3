/** The steps that a spec gives its peer. They run one after the other, in one turn. */
export type Step =
  | { readonly do: 'connect' }
  | { readonly do: 'send'; readonly frame: string }
  /** A frame too large to write out here. */
  | { readonly do: 'send-large'; readonly bytes: number }
  | { readonly do: 'send-sync'; readonly frame: string; readonly timeoutMs: number }
  | { readonly do: 'close' }
  /** A message of the user's own. */
  | { readonly do: 'post-large'; readonly bytes: number }
  /** In the next turn, where no code catches it. */
  | { readonly do: 'throw' }
  | { readonly do: 'exit' }
  /** Lets go of the spec: from then on only an open transport keeps the peer alive. */
  | { readonly do: 'leave' };

/** The result of a step: the reply of a `send-sync`, or the code of its error, and its duration. */
export interface StepResult {
  readonly reply?: string;
  readonly code?: string;
  readonly message?: string;
  readonly ms: number;
}

/** The reports of the peer to the spec, through the user's `postMessage` and `process.send`. */
export type Report =
  | { readonly report: 'results'; readonly results: readonly StepResult[] }
  | { readonly report: 'large'; readonly text: string }
  | { readonly report: 'frame'; readonly connection: number; readonly frame: string }
  | { readonly report: 'completed'; readonly connection: number };

/** A message of the spec's own, not of Culvert: the steps for one turn. */
export interface StepsMessage {
  readonly steps: readonly Step[];
}
