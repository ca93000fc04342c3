export { webSocketTransport, type WebSocketTransportOptions } from './lib/web-socket/web-socket-transport.js';
