import type { ProcessKey } from './process-key.js';

/** Page → main. `isForced` sends a signal that cannot be handled. */
export interface EndRequest extends ProcessKey {
  readonly isForced: boolean;
}

export type EndRefusal =
  'invalid' | 'protected' | 'main-itself' | 'not-found' | 'another-process' | 'another-user' | 'failed';

/** The reason why main does not end a process, in a sentence that can be shown to the user. */
export class EndError extends Error {
  readonly code: EndRefusal;

  constructor(code: EndRefusal, message: string) {
    super(message);
    this.code = code;
  }
}
