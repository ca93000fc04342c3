import type { Caller, Headers } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import type { CallSignal } from './abort.js';
import type { Gate } from './item-sender.js';

/** What a handler gets beside its input. */
export interface HandlerContext {
  /** Who calls, as main has verified it: never what the caller says of itself. */
  readonly sender: Caller;
  /** Aborted when the caller no longer wants the answer: it unsubscribed, timed out, aborted, or is gone. */
  readonly signal: CallSignal;
  /** What the caller's interceptors have sent along. */
  readonly headers: Headers;
}

/** A member as its handler serves it. */
export interface Exposed {
  readonly kind: 'call' | 'stream' | 'sync';
  /** The answer of a call, or the items of a stream, of which a source that can be paused is paused at the gate. */
  run(args: readonly unknown[], context: HandlerContext, gate: Gate): Observable<unknown>;
}
