/** What a spec tells a page to do; those without a wait run in one turn. */
export type Step =
  | { readonly do: 'connect'; readonly url: string; readonly token?: string }
  | { readonly do: 'send'; readonly frame: string }
  /** A frame too large to write out here. */
  | { readonly do: 'send-large'; readonly size: number }
  | { readonly do: 'send-sync'; readonly frame: string; readonly timeoutMs?: number }
  /** Waits until main has sent this frame. */
  | { readonly do: 'await-frame'; readonly frame: string }
  /** Waits until `frames$` ends; the result is 'complete', or the code of its error. */
  | { readonly do: 'await-end' }
  /** The frames that have come so far, as JSON. */
  | { readonly do: 'list-frames' }
  | { readonly do: 'close' };

/** What a step gave: a text, or the code and message of the error that it threw. */
export interface StepResult {
  readonly text?: string;
  readonly code?: string;
  readonly message?: string;
}

/** What the bundle of `page-peer.ts` adds to a page. */
export interface PagePeer {
  runSteps(steps: readonly Step[]): Promise<StepResult[]>;
  /** The same in a worker of the page, always the same one. */
  runStepsInWorker(steps: readonly Step[]): Promise<StepResult[]>;
}
