import type { Caller, Headers } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import type { CallSignal } from '../runtime/abort-signal.js';
import type { DemandGate } from './demand-gate.js';

/** The second argument of a handler, beside its input. */
export interface HandlerContext {
  /** The caller as main has verified it. It never holds a claim of the caller about itself. */
  readonly sender: Caller;
  /**
   * Aborted when the caller no longer wants the answer: it unsubscribed, timed out, aborted, or is gone. Also aborted
   * when the caller gets no answer, because the handler was removed or its answer cannot be sent.
   */
  readonly signal: CallSignal;
  /** The headers that the caller's interceptors added. */
  readonly headers: Headers;
}

/** One call or subscription, as its handler sees it. */
export interface Serving {
  readonly context: HandlerContext;
  /** Pauses a source that can be paused. */
  readonly gate: DemandGate;
  /** Aborts the signal of the context, because the caller is about to get an error that is not the handler's. */
  readonly abort: (reason: unknown) => void;
  /** Marks an error that the caller has caused. If the handler does not handle it, the stream ends with it. */
  readonly fromPeer: (error: unknown) => unknown;
}

/** A member of a contract, with its handler. */
export interface ExposedHandler {
  readonly kind: 'call' | 'stream' | 'sync';
  /** The answer of a call, or the items of a stream. */
  run(args: readonly unknown[], serving: Serving): Observable<unknown>;
}
