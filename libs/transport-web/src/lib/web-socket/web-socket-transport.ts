import type { Transport } from '@culvert/core';
import { KEEP_ALIVE_NAME, sessionUrls, webSocketSession } from '@culvert/core/transport-kit';
import { randomKey } from '../random-key.js';
import { postWithXhr } from './post-with-xhr.js';

/** Options of {@link webSocketTransport}. */
export interface WebSocketTransportOptions {
  /** The token that `serve` returned, unless the url has it in its query. */
  readonly token?: string | undefined;
}

/**
 * Connects a page, or a worker of one, to a main that called `serve` of `@culvert/transport-node`. Each call is a
 * connection of its own, and opens at once; what is sent before it is open is held back, and `sendSync` works from the
 * first. `frames$` errors with a CulvertError when main refuses it (`ERR_CULVERT_TRANSPORT`) or it breaks
 * (`ERR_CULVERT_DISCONNECTED`), which is also when main has given no sign of life for two of `serve`'s `keepAliveMs`;
 * there is no reconnecting.
 *
 * `sendSync` blocks the page by a synchronous request, and takes a timeout in ms, which main keeps and the browser
 * cannot: while main is stopped or unreachable, the page is frozen. Each request that waits holds one of the six
 * connections that a browser has to one host. It throws a CulvertError: `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED` where main is gone or does not allow this
 * page's origin, `ERR_CULVERT_TRANSPORT` where it refuses the token.
 *
 * @param url as `serve` returned it, or its `http:` form; `?token=` may be part of it
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for any other url
 *
 * @example
 * const { ipcRenderer } = createRenderer(webSocketTransport(`ws://${location.host}/culvert`, { token }));
 * const config = ipcRenderer.sendSync('config');
 */
export function webSocketTransport(url: string, { token }: WebSocketTransportOptions = {}): Transport {
  const { socketUrl, syncUrl } = sessionUrls(url, { token, session: randomKey() });
  return webSocketSession({
    socket: new WebSocket(`${socketUrl}&${KEEP_ALIVE_NAME}`),
    post: (body, timeoutMs) => postWithXhr(syncUrl, body, timeoutMs),
  });
}
