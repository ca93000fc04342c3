import { invalidArgument, type Caller, type Headers } from '@culvert/protocol';
import type { Observable } from 'rxjs';

/** A call or stream, as interceptors see it. */
export interface ContractRequest {
  /** The kind of the member. */
  readonly kind: 'call' | 'stream' | 'sync';
  /** The member's name on the wire. */
  readonly channel: string;
  /** The input: at the caller before its schema, at the handler after it. */
  readonly input: unknown;
  /** The headers for the interceptors of the other side. */
  readonly headers: Headers;
  /** `wrap` on the side of the caller, `expose` on the side of the handler. */
  readonly side: 'wrap' | 'expose';
  /** The caller as main has verified it. Present only on the side of the handler. */
  readonly sender?: Caller;
}

/**
 * Runs around every call and stream of a `wrap`, and every call, stream and sync request of an `expose`. An answer is
 * an Observable of one value. An interceptor may change the request, answer it, retry it, or only observe it. The first
 * one of a list is the outermost.
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

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for anything but an array */
export function checkInterceptors(interceptors: readonly Interceptor[]): void {
  if (!Array.isArray(interceptors)) throw invalidArgument('interceptors must be an array of functions.');
}

export function intercept(
  interceptors: readonly Interceptor[],
  last: (request: ContractRequest) => Observable<unknown>,
): (request: ContractRequest) => Observable<unknown> {
  return interceptors.reduceRight<(request: ContractRequest) => Observable<unknown>>(
    (next, interceptor) => (request) => interceptor(request, next),
    last,
  );
}
