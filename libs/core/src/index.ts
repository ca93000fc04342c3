export {
  CulvertError,
  DEFAULT_LIMITS,
  call,
  defineContract,
  defineJsonContract,
  electronJson,
  event,
  stream,
  structured,
  sync,
  typed,
  type CallMember,
  type Caller,
  type Codec,
  type Contract,
  type CulvertErrorCode,
  type Encoding,
  type EventMember,
  type Frame,
  type Headers,
  type Json,
  type LimitOptions,
  type Limits,
  type Members,
  type Overflow,
  type RendererKind,
  type StandardSchema,
  type StreamMember,
  type SyncMember,
} from '@culvert/protocol';
export type { Endpoint, RouterState } from '@culvert/router';
export { Channel } from './lib/channels/channel.js';
export type { ChannelOptions } from './lib/channels/channel-options.js';
export type { Completion } from './lib/runtime/completion.js';
export { attachGuest, type AttachedGuest } from './lib/renderer/guest-relay.js';
export {
  expose,
  type ExposeOptions,
  type MainHandlers,
  type RendererHandlers,
} from './lib/contracts/expose.js';
export type { ContractRequest, Interceptor } from './lib/contracts/interceptor.js';
export {
  tracing,
  type OpenTelemetryApi,
  type SpanContext,
  type TracingOptions,
} from './lib/contracts/tracing.js';
export {
  wrap,
  type BroadcastApi,
  type CallOptions,
  type MainApi,
  type RendererApi,
  type StreamOptions,
  type WrapOptions,
  type WrappedMember,
} from './lib/contracts/wrap.js';
export { registerError, type ErrorClass } from './lib/errors/error-registry.js';
export type { AbortSignalLike, CallSignal } from './lib/runtime/abort-signal.js';
export type { HandlerContext } from './lib/rpc/exposed-handler.js';
export { RemoteStream } from './lib/rpc/remote-stream.js';
export type { StreamInput, StreamSource, SubscribableLike } from './lib/rpc/stream-source.js';
export { withDemand } from './lib/rpc/with-demand.js';
export type { Drop, Inspection } from './lib/main/inspection.js';
export type * from './lib/emitters/ipc-types.js';
export { MainChannel } from './lib/channels/main-channel.js';
export { createMain, type Main, type MainOptions } from './lib/main/main.js';
export type { ConnectInfo } from './lib/main/connect-info.js';
export { createMemoryLink } from './lib/transport/memory-link.js';
export type { MessagePortLike, PortPlatform, RendererPort } from './lib/transport/message-port.js';
export type { Policy, PolicyRequest } from './lib/main/policy.js';
export { createRenderer } from './lib/renderer/create-renderer.js';
export type { RendererDrop, RendererDropReason } from './lib/renderer/renderer-drops.js';
export type { OpenedPort, Renderer, RendererOptions, RendererStatus } from './lib/renderer/renderer.js';
export type { SlowConsumer } from './lib/main/slow-consumer.js';
export { toEventEmitter } from './lib/emitters/to-event-emitter.js';
export type { Transferable } from './lib/transport/message-port.js';
export type { Transport } from './lib/transport/transport.js';
export { turnScheduler } from './lib/runtime/turn-scheduler.js';
export type { ChannelMessage } from './lib/channels/wire-subject.js';
export {
  redactUntrusted,
  type ErrorData,
  type ErrorOrigin,
  type RedactError,
} from './lib/errors/redact-error.js';
