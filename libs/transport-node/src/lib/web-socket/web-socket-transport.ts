import { randomBytes } from 'node:crypto';
import type { Transport } from '@culvert/core';
import { checkObject, invalidArgument } from '@culvert/protocol';
import { KEEP_ALIVE_NAME, sessionUrls, webSocketSession } from '@culvert/transport-kit';
import { BlockingPost } from './blocking-post.js';
import { LateSocket } from './late-socket.js';

/** Options of {@link webSocketTransport}. */
export interface WebSocketTransportOptions {
  /** The token that `serve` returned, unless the url has it in its query. */
  readonly token?: string | undefined;
}

/**
 * Connects a Node process, on this or another machine, to a main that called `serve`. Each call is a connection
 * of its own, and opens at once. Frames sent before it is open are held back, and `sendSync` works from the
 * start. `frames$` errors with a CulvertError if main refuses the connection (`ERR_CULVERT_TRANSPORT`) or if it
 * breaks (`ERR_CULVERT_DISCONNECTED`). It also counts as broken if main is silent for two of `serve`'s
 * `keepAliveMs`. The transport does not reconnect.
 *
 * `sendSync` blocks this thread, and takes a timeout in ms. It throws a CulvertError:
 * `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED` if main is gone, `ERR_CULVERT_TRANSPORT` if main
 * refuses the token.
 *
 * @param url as `serve` returned it, or its `http:` form; `?token=` may be part of it
 * @param options `token`, unless the url has it
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for any other url, and for a token that is empty or no text
 *
 * @example
 * const { ipcRenderer } = createRenderer(webSocketTransport('ws://127.0.0.1:4000/culvert', { token }));
 * const config = ipcRenderer.sendSync('config');
 */
export function webSocketTransport(url: string, options: WebSocketTransportOptions = {}): Transport {
  checkObject('webSocketTransport: options', options);
  const { token } = options;
  if (typeof url !== 'string')
    throw invalidArgument('webSocketTransport needs a ws:, wss:, http: or https: url, as a string.');
  const session = randomBytes(16).toString('base64url');
  const { socketUrl, syncUrl } = sessionUrls(url, { token, session });
  const blocking = new BlockingPost(syncUrl);
  return webSocketSession({
    socket: new LateSocket(async () => {
      const { openSocket } = await import('./open-socket.js');
      return () => openSocket(`${socketUrl}&${KEEP_ALIVE_NAME}`);
    }),
    post: (body, timeoutMs) => blocking.post(body, timeoutMs),
    onEnd: () => blocking.close(),
  });
}
