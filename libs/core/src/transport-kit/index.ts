export { Arrivals, type Connection, type Waiter } from './arrivals.js';
export { ArrivingTransport } from './arriving-transport.js';
export { FrameSequencer, MAX_FRAMES_IN_FLIGHT, type SyncRequest } from './frame-sequencer.js';
export { FrameStream } from './frame-stream.js';
export { checkCount, checkDuration, checkLimits } from '@culvert/protocol';
export { scheduleAfter, scheduleInBackground } from '../lib/schedule-after.js';
export { openRenderers } from '../lib/open-renderers.js';
export { SIGNAL_CELLS, SharedSignal } from './shared-signal.js';
export { disconnected, syncTimeout } from './sync-errors.js';
export { UnconfirmedFrames, type UnconfirmedSnapshot } from './unconfirmed-frames.js';
export {
  DEFAULT_PATH,
  MAX_PAYLOAD_BYTES,
  SYNC_SUFFIX,
  sessionUrls,
  type SessionUrls,
} from './session-urls.js';
export { webSocketSession, type WebSocketSessionOptions } from './web-socket-session.js';
export type { SyncAnswer } from './web-socket-failures.js';
export type { SocketCloseEvent, WebSocketLike } from './web-socket-like.js';
