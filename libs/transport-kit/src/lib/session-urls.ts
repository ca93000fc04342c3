import { invalidArgument, runtime } from '@culvert/protocol';
import { checkToken } from './check-token.js';

/** The path of `serve`, unless the url names another one. */
export const DEFAULT_PATH = '/culvert';

/** The path of the sync endpoint is that of the WebSocket with this suffix. */
export const SYNC_SUFFIX = '/sync';

/** The urls of a session's two lanes, with token and session key. */
export interface SessionUrls {
  /** `ws:` or `wss:`. */
  readonly socketUrl: string;
  /** `http:` or `https:`. */
  readonly syncUrl: string;
}

/**
 * The urls of one session's two lanes, from the url that `serve` returned, in its `ws(s):` or `http(s):` form.
 *
 * @param url the url, with or without a token in its query
 * @param options `token` replaces the one in the query. `session` is a random key of at least 128 bits, in characters of
 * base64url, new for each connection
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for any other url, without its query, and for an invalid token
 *
 * @example
 * sessionUrls('ws://127.0.0.1:4000/culvert?token=secret', { session: 'a1b2…' }).syncUrl;
 * // 'http://127.0.0.1:4000/culvert/sync?token=secret&session=a1b2…'
 */
export function sessionUrls(
  url: string,
  { token, session }: { readonly token?: string | undefined; readonly session: string },
): SessionUrls {
  if (token !== undefined) checkToken('webSocketTransport: token', token);
  const [, , secure, authority, path, query] = URL_PARTS.exec(url) ?? [];
  if (authority === undefined || !isHost(authority)) {
    throw invalidArgument(`webSocketTransport needs a ws:, wss:, http: or https: url, not '${shown(url)}'.`);
  }
  const kept = (query ?? '').split('&').filter((pair) => {
    const name = pair.split('=')[0];
    return pair !== '' && name !== 'session' && (name !== 'token' || token === undefined);
  });
  const own = token === undefined ? [] : [`token=${encodeURIComponent(token)}`];
  const search = [...kept, ...own, `session=${session}`].join('&');
  const folder = path?.replace(/\/+$/, '') || DEFAULT_PATH;
  return {
    socketUrl: `ws${secure}://${authority}${folder}?${search}`,
    syncUrl: `http${secure}://${authority}${folder}${SYNC_SUFFIX}?${search}`,
  };
}

const URL_PARTS = /^(ws|http)(s?):\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/i;

/** A platform refuses a wrong host or port later, by an error with the whole url. */
function isHost(authority: string): boolean {
  try {
    return new runtime.URL(`ws://${authority}`).host !== '';
  } catch {
    return false;
  }
}

/** The query of a url has the token, and a name before the host may have a password. */
function shown(url: string): string {
  return url.replace(/[?#].*/s, '').replace(/\/\/[^/]*@/, '//');
}
