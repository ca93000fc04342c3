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
export { Channel } from './lib/channel.js';
export type { ChannelOptions } from './lib/channel-options.js';
export type { Completion } from './lib/completion.js';
export { attachGuest, type AttachedGuest } from './lib/guest-relay.js';
export {
  expose,
  type ExposeOptions,
  type MainHandlers,
  type RendererHandlers,
} from './lib/contract/expose.js';
export type { ContractRequest, Interceptor } from './lib/contract/interceptor.js';
export {
  tracing,
  type OpenTelemetryApi,
  type SpanContext,
  type TracingOptions,
} from './lib/contract/tracing.js';
export {
  wrap,
  type BroadcastApi,
  type CallOptions,
  type MainApi,
  type RendererApi,
  type StreamOptions,
  type WrapOptions,
  type WrappedMember,
} from './lib/contract/wrap.js';
export { registerError, type ErrorClass } from './lib/error-registry.js';
export type { AbortSignalLike, CallSignal } from './lib/exchange/abort.js';
export type { HandlerContext } from './lib/exchange/exposed.js';
export { RemoteStream } from './lib/exchange/remote-stream.js';
export type { StreamInput, StreamSource, SubscribableLike } from './lib/exchange/stream-source.js';
export { withDemand } from './lib/exchange/with-demand.js';
export type { Drop, Inspection } from './lib/inspection.js';
export type * from './lib/ipc-types.js';
export { MainChannel } from './lib/main-channel.js';
export { createMain, type Main, type MainOptions } from './lib/main.js';
export type { ConnectInfo } from './lib/connect-info.js';
export { createMemoryLink } from './lib/memory-link.js';
export type { MessagePortLike, PortPlatform, RendererPort } from './lib/ports.js';
export type { Policy, PolicyRequest } from './lib/policy.js';
export { createRenderer } from './lib/create-renderer.js';
export type { RendererDrop, RendererDropReason } from './lib/renderer-drops.js';
export type { OpenedPort, Renderer, RendererOptions, RendererStatus } from './lib/renderer.js';
export type { SlowConsumer } from './lib/slow-consumer.js';
export { toEventEmitter } from './lib/to-event-emitter.js';
export type { Transferable, Transport } from './lib/transport.js';
export { turnScheduler } from './lib/turn-scheduler.js';
export type { ChannelMessage } from './lib/wire-subject.js';
export { redactUntrusted, type ErrorData, type ErrorOrigin, type RedactError } from './lib/redact-error.js';
