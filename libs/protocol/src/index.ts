export { MAIN_ID, type Address, type RendererKind } from './lib/address.js';
export { EMPTY_BODY, bodyBytes, type Body, type Port } from './lib/body.js';
export type { Codec } from './lib/codec.js';
export { electronJson } from './lib/codec/electron-json.js';
export { structured } from './lib/codec/structured.js';
export { isRendererMessage } from './lib/check-message.js';
export { CulvertError, invalidArgument, type CulvertErrorCode } from './lib/errors.js';
export {
  bodyToFrame,
  frameToBody,
  packFrame,
  portsOf,
  unpackFrame,
  type Encoding,
  type Frame,
} from './lib/frame.js';
export { DEFAULT_LIMITS, type Limits } from './lib/limits.js';
export type * from './lib/message.js';
export { PROTOCOL_VERSION } from './lib/version.js';
