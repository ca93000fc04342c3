import { CulvertError } from '@culvert/protocol';
import type { SocketCloseEvent } from './web-socket-like.js';

/** An answer of the sync endpoint. */
export interface SyncAnswer {
  /** The HTTP status, or 0 if there was no answer. */
  readonly status: number;
  /** The body of the answer, or the error of a request without an answer. */
  readonly text: string;
}

/** Codes of a WebSocket that ended because one end wanted it to: normal, going away, and closed without a code. */
const WANTED = [1000, 1001, 1005];

/** The error of a broken connection, or `undefined` if the peer has just closed. */
export function closeFailure(
  { code, reason, wasClean }: SocketCloseEvent,
  wasOpen: boolean,
  cause: unknown,
): CulvertError | undefined {
  if (wasClean && WANTED.includes(code)) return undefined;
  // The platform has told why main refused it.
  if (cause instanceof CulvertError) return cause;
  const options = cause === undefined ? undefined : { cause };
  if (!wasOpen) {
    return new CulvertError(
      'ERR_CULVERT_TRANSPORT',
      'The WebSocket to main did not open: either nothing listens at this url, or main refused the token or the origin ' +
        `of this page (serve's token and allowedOrigins).${detail(cause)}`,
      options,
    );
  }
  if (wasClean) {
    return new CulvertError(
      'ERR_CULVERT_TRANSPORT',
      `Main ended the WebSocket with code ${code}${reason && `: ${reason}`}.`,
      options,
    );
  }
  return new CulvertError(
    'ERR_CULVERT_DISCONNECTED',
    `The WebSocket to main broke (code ${code}).${detail(cause)}`,
    options,
  );
}

function detail(cause: unknown): string {
  return cause instanceof Error && cause.message ? ` ${cause.message}` : '';
}

/** The error that `sendSync` throws for an answer other than 200. */
export function syncFailure({ status, text }: SyncAnswer): CulvertError {
  switch (status) {
    case 0:
      return new CulvertError(
        'ERR_CULVERT_DISCONNECTED',
        'Main did not answer the sync request: it is gone, or does not allow the origin of this page ' +
          `(serve's allowedOrigins).${text && ` ${text}`}`,
      );
    case 410:
      return new CulvertError('ERR_CULVERT_DISCONNECTED', 'Main has ended this connection.');
    case 413:
      return new CulvertError(
        'ERR_CULVERT_MESSAGE_TOO_LARGE',
        'The sync request, or a message that has to arrive before it, is larger than main accepts.',
      );
    default:
      return refusal('sync request', { status, text });
  }
}

/**
 * The error for a request that main has refused with this HTTP status, and what to change:
 * `ERR_CULVERT_TRANSPORT`.
 *
 * @param what the kind of request, in words
 * @param answer the answer of main
 * @param options `cause`, as for any `Error`
 */
export function refusal(what: string, { status, text }: SyncAnswer, options?: ErrorOptions): CulvertError {
  return new CulvertError(
    'ERR_CULVERT_TRANSPORT',
    `Main refused the ${what}: ${reasonOf(status, text)}`,
    options,
  );
}

function reasonOf(status: number, text: string): string {
  switch (status) {
    case 401:
      return 'it does not know the token. Pass the token that serve() returned: { token }.';
    case 403:
      return `${text || 'it does not allow this origin'}. Name the origin in serve's allowedOrigins.`;
    case 404:
      return 'nothing of Culvert is at this url. Pass the url that serve() returned.';
    default:
      return `status ${status}${text && `, ${text}`}.`;
  }
}
