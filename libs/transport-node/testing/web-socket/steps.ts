/** The steps that a spec gives its client. Steps without a wait run in one turn. */
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
  | { readonly do: 'close' };

/** The result of a step: a text, or the code and message of the error that it threw. */
export interface StepResult {
  readonly text?: string;
  readonly code?: string;
  readonly message?: string;
}
