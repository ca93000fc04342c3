export {
  CulvertError,
  DEFAULT_LIMITS,
  electronJson,
  structured,
  type Codec,
  type CulvertErrorCode,
  type Encoding,
  type Frame,
  type Limits,
  type RendererKind,
} from '@culvert/protocol';
export type { Endpoint, RouterState } from '@culvert/router';
export { Channel } from './lib/channel.js';
export type { ChannelOptions } from './lib/channel-options.js';
export type { AttachedGuest } from './lib/guest-relay.js';
export type { Drop, Inspection } from './lib/inspection.js';
export type * from './lib/ipc-types.js';
export { MainChannel } from './lib/main-channel.js';
export { createMain, type Main, type MainOptions } from './lib/main.js';
export type { ConnectInfo } from './lib/connect-info.js';
export { createMemoryLink } from './lib/memory-link.js';
export type { MessagePortLike, PortPlatform, RendererPort } from './lib/ports.js';
export type { Policy, PolicyRequest } from './lib/policy.js';
export { createRenderer } from './lib/create-renderer.js';
export type { OpenedPort, Renderer, RendererOptions, RendererStatus } from './lib/renderer.js';
export { toEventEmitter } from './lib/to-event-emitter.js';
export type { Transferable, Transport } from './lib/transport.js';
export { turnScheduler } from './lib/turn-scheduler.js';
export type { ChannelMessage } from './lib/wire-subject.js';
