import type { WebSocket } from 'ws';

/** How long a client may take to confirm the close of its WebSocket, when the server closes. */
const LEAVE_TIMEOUT_MS = 1_000;

/** Resolves when this closing WebSocket is closed, and ends it if its client does not answer. */
export function whenClosed(socket: WebSocket): Promise<void> {
  return new Promise((closed) => {
    const timer = setTimeout(() => socket.terminate(), LEAVE_TIMEOUT_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      closed();
    });
  });
}
