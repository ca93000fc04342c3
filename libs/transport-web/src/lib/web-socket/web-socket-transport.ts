import type { Transport } from '@culvert/core';
import { checkObject, invalidArgument } from '@culvert/protocol';
import { KEEP_ALIVE_NAME, sessionUrls, webSocketSession } from '@culvert/transport-kit';
import { randomKey } from '../random-key.js';
import { postWithXhr } from './post-with-xhr.js';

/** Options of {@link webSocketTransport}. */
export interface WebSocketTransportOptions {
  /** The token that `serve` returned, unless the url has it in its query. */
  readonly token?: string | undefined;
}

/**
 * Connects a page, or a worker of one, to a main that called `serve` of `@culvert/transport-node`.
 * Each call opens its own connection at once. Messages sent before it is open are held back, and
 * `sendSync` works from the first one. `frames$` errors with a CulvertError when main refuses the
 * connection (`ERR_CULVERT_TRANSPORT`) or the connection breaks (`ERR_CULVERT_DISCONNECTED`). A
 * connection also breaks when main gives no sign of life for two of `serve`'s `keepAliveMs`. The
 * transport does not reconnect.
 *
 * `sendSync` blocks the page by a synchronous request. It takes a timeout in ms, which main keeps,
 * because the browser cannot. While main is stopped or unreachable, the page is frozen. Each
 * request that waits holds one of the six connections that a browser has to one host. It throws a
 * CulvertError. `ERR_CULVERT_SYNC_TIMEOUT`: the time is over. `ERR_CULVERT_DISCONNECTED`: main is
 * gone, or does not allow this page's origin. `ERR_CULVERT_TRANSPORT`: main refuses the token.
 *
 * @param url as `serve` returned it, or its `http:` form; `?token=` may be part of it
 * @param options `token`, unless the url has it
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for any other url, for a url that the browser
 * refuses, and for an empty token
 *
 * @example
 * const { ipcRenderer } = createRenderer(webSocketTransport(`ws://${location.host}/culvert`, {
 * token }));
 * const config = ipcRenderer.sendSync('config');
 */
export function webSocketTransport(url: string, options: WebSocketTransportOptions = {}): Transport {
  checkObject('webSocketTransport: options', options);
  const { token } = options;
  // The text of another value could throw.
  const given = typeof url === 'string' ? url : typeof url;
  const { socketUrl, syncUrl } = sessionUrls(given, { token, session: randomKey() });
  return webSocketSession({
    socket: openSocket(`${socketUrl}&${KEEP_ALIVE_NAME}`),
    post: (body, timeoutMs) => postWithXhr(syncUrl, body, timeoutMs),
  });
}

function openSocket(url: string): WebSocket {
  try {
    return new WebSocket(url);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    // The browser's own text has the whole url, and with it the token.
    throw invalidArgument(
      'webSocketTransport: the browser refuses this url. A page of https: needs a url of wss: or https:.',
    );
  }
}
