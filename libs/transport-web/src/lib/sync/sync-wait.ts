import type { Frame } from '@culvert/protocol';
import type { PortMessage } from '../port/port-messages.js';

/** A way to block until the peer's answer to a sync request. */
export interface SyncWait {
  /** What the peer is given to answer into, when the connection is made. */
  readonly memory?: SharedArrayBuffer | undefined;
  /** Calls back once it can be used; a connection is not accepted before. Without it, that is at once. */
  whenReady?(ready: () => void): void;
  /**
   * Sends the request by `post`, and blocks until the answer.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED`, and `ERR_CULVERT_SYNC_UNSUPPORTED`
   * before anything is sent
   */
  request(frame: Frame, post: (message: PortMessage) => void, timeoutMs: number): Frame;
  /** The connection is over. */
  close?(): void;
}
