import type { Caller, Headers } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import type { CallSignal } from '../runtime/abort-signal.js';
import type { DemandGate } from './demand-gate.js';

/** What a handler gets beside its input. */
export interface HandlerContext {
  /** Who calls, as main has verified it: never what the caller says of itself. */
  readonly sender: Caller;
  /**
   * Aborted when the caller no longer wants the answer (it unsubscribed, timed out, aborted, or is gone), and when it
   * gets none: the handler was removed, or what it answers cannot be sent.
   */
  readonly signal: CallSignal;
  /** What the caller's interceptors have sent along. */
  readonly headers: Headers;
}

/** One call or subscription, as what serves it sees it. */
export interface Serving {
  readonly context: HandlerContext;
  /** Where a source that can be paused is paused. */
  readonly gate: DemandGate;
  /** Aborts the context's signal: the caller is about to get an error that is not the handler's. */
  readonly abort: (reason: unknown) => void;
  /** Marks an error that the caller has caused: where the handler leaves it unhandled, the exchange ends with it. */
  readonly fromPeer: (error: unknown) => unknown;
}

/** A member as its handler serves it. */
export interface ExposedHandler {
  readonly kind: 'call' | 'stream' | 'sync';
  /** The answer of a call, or the items of a stream. */
  run(args: readonly unknown[], serving: Serving): Observable<unknown>;
}
