import type { ProcessKey } from './process-key.js';

/** Page → main. `isForced` sends a signal that cannot be handled. */
export interface EndRequest extends ProcessKey {
  readonly isForced: boolean;
}

export type EndRefusal =
  'invalid' | 'protected' | 'main-itself' | 'not-found' | 'another-process' | 'another-user' | 'failed';

/** Main's answer, with a sentence that can be shown as it is. */
export type EndResult =
  | { readonly isSent: true; readonly message: string }
  | { readonly isSent: false; readonly reason: EndRefusal; readonly message: string };
