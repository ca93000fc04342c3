import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Transport } from '@culvert/core';
import {
  KEEP_ALIVE_NAME,
  sessionUrls,
  webSocketSession,
  type WebSocketLike,
} from '@culvert/core/transport-kit';
import { WebSocket, type ClientOptions, type RawData } from 'ws';
import { BlockingPost } from './blocking-post.js';
import { decodeText } from './decode-text.js';

/** Main is trusted: what it sends is only held to what Node can make one string of. */
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
 * Connects a Node process, on this or another machine, to a main that called `serve`. Each call is a connection of
 * its own, and opens at once; what is sent before it is open is held back, and `sendSync` works from the first.
 * `frames$` errors with a CulvertError when main refuses it (`ERR_CULVERT_TRANSPORT`) or it breaks
 * (`ERR_CULVERT_DISCONNECTED`), which is also when main has given no sign of life for two of `serve`'s `keepAliveMs`;
 * there is no reconnecting.
 *
 * `sendSync` blocks this thread, and takes a timeout in ms. It throws a CulvertError: `ERR_CULVERT_SYNC_TIMEOUT`,
 * `ERR_CULVERT_DISCONNECTED` where main is gone, `ERR_CULVERT_TRANSPORT` where it refuses the token.
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

/** As a browser's: `ws` would have made text of a message, in its slower way, before such a listener has it. */
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
