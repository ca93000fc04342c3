/**
 * Main, renderers, channels, calls and streams, on any platform. A transport package adds the connection.
 *
 * @module @culvert/core
 */
export {
  CulvertError,
  DEFAULT_LIMITS,
  electronJson,
  structured,
  type Caller,
  type Codec,
  type CulvertErrorCode,
  type Encoding,
  type Frame,
  type Headers,
  type LimitOptions,
  type Limits,
  type Overflow,
  type RendererKind,
} from '@culvert/protocol';
export type { Endpoint, RouterState } from '@culvert/router';
export * from './contract.js';
export { Channel } from './lib/channels/channel.js';
export type { ChannelOptions } from './lib/channels/channel-options.js';
export { MainChannel } from './lib/channels/main-channel.js';
export type { ChannelMessage } from './lib/channels/wire-subject.js';
export type * from './lib/emitters/ipc-types.js';
export { toEventEmitter } from './lib/emitters/to-event-emitter.js';
export {
  redactUntrusted,
  type ErrorData,
  type ErrorOrigin,
  type RedactError,
} from './lib/errors/redact-error.js';
export type { ConnectInfo } from './lib/main/connect-info.js';
export type { Drop, InspectedDropReason, Inspection } from './lib/main/inspection.js';
export { createMain, type Main, type MainOptions } from './lib/main/main.js';
export type { Policy, PolicyRequest } from './lib/main/policy.js';
export type { SlowConsumer } from './lib/main/slow-consumer.js';
export { createRenderer } from './lib/renderer/create-renderer.js';
export { attachGuest, type AttachedGuest } from './lib/renderer/guest-relay.js';
export type { RendererDrop, RendererDropReason } from './lib/renderer/renderer-drops.js';
export type { OpenedPort, Renderer, RendererOptions, RendererStatus } from './lib/renderer/renderer.js';
export type { Completion } from './lib/runtime/completion.js';
export { turnScheduler } from './lib/runtime/turn-scheduler.js';
export { createMemoryLink } from './lib/transport/memory-link.js';
export type {
  MessagePortLike,
  PortPlatform,
  RendererPort,
  Transferable,
} from './lib/transport/message-port.js';
export type { Transport } from './lib/transport/transport.js';
