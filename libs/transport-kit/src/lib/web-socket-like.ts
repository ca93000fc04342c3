export const CONNECTING = 0;
export const OPEN = 1;

/** The events of a socket, as far as a session looks at them. Browsers say nothing about an error. */
export interface SocketCloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** The part of `WebSocket`, the browser's and that of the npm package `ws`, that a session needs. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number): void;
  /** Ends it at once, with no word to the peer. Browsers have no way to. */
  terminate?(): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: object) => void): void;
  addEventListener(type: 'close', listener: (event: SocketCloseEvent) => void): void;
}
