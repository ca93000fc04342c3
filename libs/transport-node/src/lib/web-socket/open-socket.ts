import { constants } from 'node:buffer';
import { refusal, type WebSocketLike } from '@culvert/transport-kit';
import { WebSocket, type ClientOptions, type RawData } from 'ws';
import { decodeText } from './decode-text.js';

/** Main is trusted: only the longest string of Node limits its messages. */
const CLIENT_OPTIONS = {
  perMessageDeflate: false,
  maxPayload: constants.MAX_STRING_LENGTH,
  maxBufferedChunks: 0,
  maxFragments: 0,
} as ClientOptions;

/** Opens a socket of `ws`. This file loads with the first socket, because `ws` takes long to load. */
export function openSocket(url: string): WebSocketLike {
  return withFastText(new WebSocket(url, CLIENT_OPTIONS));
}

/**
 * Delivers bytes to a listener, as a browser's socket does. `ws` would decode a message to text first, in a
 * slower way.
 */
function withFastText(socket: WebSocket): WebSocketLike {
  const add: WebSocketLike['addEventListener'] = socket.addEventListener.bind(socket);
  const addEventListener = (
    type: 'message' | 'error',
    listener: (event: { readonly data?: unknown; readonly error?: unknown }) => void,
  ): void => {
    if (type === 'error') socket.on('error', (error) => listener({ error: refusalOf(error) }));
    else if (type !== 'message') add(type, listener);
    else
      socket.on('message', (data: RawData, isBinary: boolean) =>
        listener({ data: isBinary ? data : decodeText(data as Buffer) }),
      );
  };
  return Object.assign(socket, { addEventListener: addEventListener as WebSocketLike['addEventListener'] });
}

/** A browser hides the status of a refused WebSocket, and `ws` has it only in a text. */
function refusalOf(error: Error): Error {
  const status = /^Unexpected server response: (\d+)$/.exec(error.message)?.[1];
  if (status === undefined) return error;
  return refusal(`WebSocket (${status})`, { status: Number(status), text: '' }, { cause: error });
}
