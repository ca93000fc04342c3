/**
 * Connections of browsers: web workers, shared workers, iframes and WebSockets.
 *
 * @module @culvert/transport-web
 */
export { iframeTransport, type IframeTransportOptions } from './lib/iframe/iframe-transport.js';
export { parentTransport, type ParentTransportOptions } from './lib/port/parent-transport.js';
export { serve, type WorkerServer } from './lib/port/serve.js';
export { workerTransport, type WorkerTransportOptions } from './lib/port/worker-transport.js';
export { webSocketTransport, type WebSocketTransportOptions } from './lib/web-socket/web-socket-transport.js';
