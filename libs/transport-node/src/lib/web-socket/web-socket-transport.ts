import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Transport } from '@culvert/core';
import { KEEP_ALIVE_NAME, sessionUrls, webSocketSession, type WebSocketLike } from '@culvert/transport-kit';
import { WebSocket, type ClientOptions, type RawData } from 'ws';
import { BlockingPost } from './blocking-post.js';
import { decodeText } from './decode-text.js';

/** Main is trusted: only the longest string of Node limits its messages. */
const CLIENT_OPTIONS = {
  perMessageDeflate: false,
  maxPayload: constants.MAX_STRING_LENGTH,
  maxBufferedChunks: 0,
  maxFragments: 0,
} as ClientOptions;

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
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for any other url
 *
 * @example
 * const { ipcRenderer } = createRenderer(webSocketTransport('ws://127.0.0.1:4000/culvert', { token }));
 * const config = ipcRenderer.sendSync('config');
 */
export function webSocketTransport(url: string, { token }: WebSocketTransportOptions = {}): Transport {
  const session = randomBytes(16).toString('base64url');
  const { socketUrl, syncUrl } = sessionUrls(url, { token, session });
  const blocking = new BlockingPost(syncUrl);
  return webSocketSession({
    socket: withFastText(new WebSocket(`${socketUrl}&${KEEP_ALIVE_NAME}`, CLIENT_OPTIONS)),
    post: (body, timeoutMs) => blocking.post(body, timeoutMs),
    onEnd: () => blocking.close(),
  });
}

/**
 * Delivers bytes to a listener, as a browser's socket does. `ws` would decode a message to text first, in a
 * slower way.
 */
function withFastText(socket: WebSocket): WebSocketLike {
  const add: WebSocketLike['addEventListener'] = socket.addEventListener.bind(socket);
  const addEventListener = (type: 'message', listener: (event: { readonly data: unknown }) => void): void => {
    if (type !== 'message') add(type, listener);
    else
      socket.on('message', (data: RawData, isBinary: boolean) =>
        listener({ data: isBinary ? data : decodeText(data as Buffer) }),
      );
  };
  return Object.assign(socket, { addEventListener: addEventListener as WebSocketLike['addEventListener'] });
}
