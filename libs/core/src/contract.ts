/**
 * Typed contracts: the agreement of two sides on calls, streams, events and sync requests. A package with
 * contracts only, such as a library that main and pages share, imports this entry. `@culvert/core` exports
 * it as well.
 *
 * @module @culvert/core/contract
 */
export {
  call,
  defineContract,
  defineJsonContract,
  event,
  stream,
  sync,
  typed,
  type CallMember,
  type Contract,
  type EventMember,
  type Json,
  type Members,
  type StandardSchema,
  type StreamMember,
  type SyncMember,
} from '@culvert/protocol';
export {
  expose,
  type ExposeOptions,
  type MainHandlers,
  type RendererHandlers,
} from './lib/contracts/expose.js';
export type { ContractRequest, Interceptor } from './lib/contracts/interceptor.js';
export {
  wrap,
  type BroadcastApi,
  type CallOptions,
  type MainApi,
  type RendererApi,
  type StreamOptions,
  type WrapOptions,
  type WrappedCall,
  type WrappedMember,
} from './lib/contracts/wrap.js';
export { registerError, type ErrorClass } from './lib/errors/error-registry.js';
export type { AbortSignalLike, CallSignal } from './lib/runtime/abort-signal.js';
export type { HandlerContext } from './lib/rpc/exposed-handler.js';
export { RemoteStream } from './lib/rpc/remote-stream.js';
export type { StreamInput, StreamSource, SubscribableLike } from './lib/rpc/stream-source.js';
export { withDemand } from './lib/rpc/with-demand.js';
