export const CONNECTING = 0;
export const OPEN = 1;

/** The events of a socket, as far as a session looks at them. Browsers say nothing about an error. */
export interface SocketCloseEvent {
  /**
   * The code of the WebSocket protocol: 1000 is a normal end.
   * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4
   */
  readonly code: number;
  /** The reason that the peer gave, often empty. */
  readonly reason: string;
  /** True if both ends have agreed to close. */
  readonly wasClean: boolean;
}

/** The part of `WebSocket`, the browser's and that of the npm package `ws`, that a session needs. */
export interface WebSocketLike {
  /** 0 while it connects, 1 while it is open. */
  readonly readyState: number;
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
  /** Sends a text message. */
  send(text: string): void;
  /** Ends the connection with a code of the WebSocket protocol. */
  close(code: number): void;
  /** Ends it at once, with no word to the peer. Browsers have no way to. */
  terminate?(): void;
  /** Adds a listener: `open` and `error` first, then `message`, and `close` last. */
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: object) => void): void;
  addEventListener(type: 'close', listener: (event: SocketCloseEvent) => void): void;
}
