/**
 * Connections of Node: worker threads, child processes, and a WebSocket server with its client.
 *
 * @module @culvert/transport-node
 */
export { childTransport, type ChildTransportOptions } from './lib/child-process/child-transport.js';
export {
  forkRenderer,
  type ForkRendererOptions,
  type RendererProcess,
} from './lib/child-process/fork-renderer.js';
export { parentTransport } from './lib/parent-transport.js';
export {
  serve,
  type CulvertServer,
  type RefusedRequest,
  type ServeOptions,
  type WriteLine,
} from './lib/web-socket/serve.js';
export { webSocketTransport, type WebSocketTransportOptions } from './lib/web-socket/web-socket-transport.js';
export { workerTransport } from './lib/worker/worker-transport.js';
