/**
 * Parts that the transports share. An author of a transport may use them as well.
 *
 * @module @culvert/transport-kit
 */
export { PendingConnections, type Connection, type ConnectionTarget } from './lib/pending-connections.js';
export { DeferredTransport } from './lib/deferred-transport.js';
export { checkToken } from './lib/check-token.js';
export { FrameSequencer, MAX_FRAMES_IN_FLIGHT, type SyncRequest } from './lib/frame-sequencer.js';
export { FrameStream } from './lib/frame-stream.js';
export { KEEP_ALIVE_NAME, keepAliveText, type KeepAlive } from './lib/keep-alive-message.js';
export { MARK_BYTES, Marks } from './lib/marks.js';
export { SIGNAL_CELLS, SharedSignal } from './lib/shared-signal.js';
export { Silence, isLate } from './lib/silence.js';
export { unpackSyncBody, type SyncBody } from './lib/sync-body.js';
export { brokenPort, disconnected, syncTimeout } from './lib/connection-errors.js';
export { stateOf } from './lib/state-of.js';
export { UnconfirmedFrames, type UnconfirmedSnapshot } from './lib/unconfirmed-frames.js';
export { DEFAULT_PATH, SYNC_SUFFIX, sessionUrls, type SessionUrls } from './lib/session-urls.js';
export { webSocketSession, type WebSocketSessionOptions } from './lib/web-socket-session.js';
export { whenDrained } from './lib/when-drained.js';
export { refusal, type SyncAnswer } from './lib/web-socket-failures.js';
export type { SocketCloseEvent, WebSocketLike } from './lib/web-socket-like.js';
