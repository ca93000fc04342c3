import type { Caller, Headers } from '@culvert/protocol';
import type { Observable } from 'rxjs';

/** A call or stream as interceptors see it. */
export interface ContractRequest {
  readonly kind: 'call' | 'stream' | 'sync';
  /** The member's name on the wire. */
  readonly channel: string;
  readonly input: unknown;
  /** What travels with it, for the interceptors of the other side. */
  readonly headers: Headers;
  /** Whether this is where it is asked, or where it is served. */
  readonly side: 'wrap' | 'expose';
  /** Who asks, as main has verified it; where it is served only. */
  readonly sender?: Caller;
}

/**
 * Around every call and stream of a `wrap`, and every call, stream and sync request of an `expose`: an answer is an Observable of one value. It may change the
 * request, answer itself, ask again, or just look. The first of a list is the outermost.
 *
 * @example
 * const retrying: Interceptor = (request, next) => next(request).pipe(retry(2));
 * const adminsOnly: Interceptor = (request, next) =>
 *   request.sender?.identity === 'admin' ? next(request) : throwError(() => new Error('Admins only.'));
 * expose(main, activity, handlers, { interceptors: [adminsOnly] });
 */
export type Interceptor = (
  request: ContractRequest,
  next: (request: ContractRequest) => Observable<unknown>,
) => Observable<unknown>;

export function intercept(
  interceptors: readonly Interceptor[],
  last: (request: ContractRequest) => Observable<unknown>,
): (request: ContractRequest) => Observable<unknown> {
  return interceptors.reduceRight<(request: ContractRequest) => Observable<unknown>>(
    (next, interceptor) => (request) => interceptor(request, next),
    last,
  );
}
