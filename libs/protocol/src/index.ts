/**
 * The messages of the wire, their frames, codecs and limits. An app finds the names that it needs in
 * `@culvert/core`. A transport or another implementation of the wire imports this package.
 *
 * @module @culvert/protocol
 */
export { MAIN_ID, type Address, type RendererKind } from './lib/address.js';
export { EMPTY_BODY, bodyBytes, isPort, type Body, type Port } from './lib/body.js';
export type { Codec } from './lib/codec.js';
export type { ValueChange } from './lib/codec/json-changes.js';
export { electronJson } from './lib/codec/electron-json.js';
export { languageErrors } from './lib/codec/language-errors.js';
export { structured } from './lib/codec/structured.js';
export { isDomException, isError } from './lib/codec/value-kinds.js';
export { isMainMessage } from './lib/check-main-message.js';
export { checkCount, checkDuration, checkLimits, checkObject } from './lib/check-options.js';
export { excessOf, isRendererMessage, messageFault, type MessageFault } from './lib/check-message.js';
export {
  call,
  defineContract,
  event,
  stream,
  sync,
  wireName,
  type AnyMember,
  type CallMember,
  type Contract,
  type EventMember,
  type HandlerInputOf,
  type HandlerOutputOf,
  type InputOf,
  type MemberKeys,
  type Members,
  type OutputOf,
  type StreamMember,
  type SyncMember,
} from './lib/contract.js';
export { defineJsonContract, type Json } from './lib/json-contract.js';
export { isForConsumer } from './lib/direction.js';
export { CulvertError, invalidArgument, type CulvertErrorCode } from './lib/errors.js';
export { bodyToFrame, frameToBody } from './lib/frame/cloned-frame.js';
export { frameBudget, type FrameBudget } from './lib/frame/frame-budget.js';
export type { Encoding, Frame } from './lib/frame/frame.js';
export { frameBytes, ownFrame } from './lib/frame/own-frame.js';
export { packFrame, portsOf } from './lib/frame/pack-frame.js';
export { unpackFrame } from './lib/frame/unpack-frame.js';
export { headersToSend } from './lib/headers.js';
export { joinBodies, splitBody } from './lib/join-bodies.js';
export {
  DEFAULT_LIMITS,
  MAX_BATCH_BYTES,
  MAX_FRAME_BLOBS,
  MAX_FRAME_MESSAGES,
  MAX_FRAME_REQUESTS,
  MAX_HEAD_LENGTH,
  MAX_NAME_LENGTH,
  maxFrameBytes,
  type LimitOptions,
  type Limits,
} from './lib/limits.js';
export type * from './lib/message.js';
export { runtime } from './lib/runtime-globals.js';
export {
  typed,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from './lib/standard-schema.js';
export { isOverflow } from './lib/overflow.js';
export { PROTOCOL_VERSION } from './lib/version.js';
