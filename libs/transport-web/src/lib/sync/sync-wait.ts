import type { Frame } from '@culvert/protocol';
import type { PortMessage } from '../port/port-messages.js';

/** A way to block until the peer's answer to a sync request. */
export interface SyncWait {
  /** Shared memory that the peer gets with the connection, to answer into. */
  readonly memory?: SharedArrayBuffer | undefined;
  /**
   * Calls back once the wait can be used. A connection is accepted only after that. Without it, the
   * wait is ready at once.
   */
  whenReady?(ready: () => void): void;
  /**
   * Sends the request by `post`, and blocks until the answer.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`, `ERR_CULVERT_DISCONNECTED`, and `ERR_CULVERT_SYNC_UNSUPPORTED`
   * before anything is sent
   */
  request(frame: Frame, post: (message: PortMessage) => void, timeoutMs: number): Frame;
  /** Called when the connection is over. */
  close?(): void;
}
