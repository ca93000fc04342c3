/** A step of a page in a spec. Steps without a wait run in one turn. */
export type Step =
  | { readonly do: 'connect'; readonly url: string; readonly token?: string }
  | { readonly do: 'send'; readonly frame: string }
  /** A frame too large to write out here. */
  | { readonly do: 'send-large'; readonly size: number }
  | { readonly do: 'send-sync'; readonly frame: string; readonly timeoutMs?: number }
  /** Waits until main has sent this frame. */
  | { readonly do: 'await-frame'; readonly frame: string }
  /** Waits until `frames$` ends. The result is 'complete', or the code of its error. */
  | { readonly do: 'await-end' }
  /** The frames that have come so far, as JSON. */
  | { readonly do: 'list-frames' }
  | { readonly do: 'close' };

/** The result of a step: a text, or the code and message of the error that it threw. */
export interface StepResult {
  readonly text?: string;
  readonly code?: string;
  readonly message?: string;
}

/** Functions that the bundle of `page-peer.ts` adds to a page. */
export interface PagePeer {
  runSteps(steps: readonly Step[]): Promise<StepResult[]>;
  /** The same in a worker of the page. It is always the same worker. */
  runStepsInWorker(steps: readonly Step[]): Promise<StepResult[]>;
}
