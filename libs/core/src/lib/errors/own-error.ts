import type { Body, Codec, CulvertErrorCode } from '@culvert/protocol';

/** Encodes an error of Culvert itself as the body of a reply. It holds no secrets, so it is not redacted. */
export function ownError(codec: Codec, code: CulvertErrorCode, message: string): Body {
  return codec.encode([{ error: { name: 'CulvertError', message, code } }]);
}

/** The refusal of an end without a handler of that name. */
export function noHandler(codec: Codec, channel: string): Body {
  return ownError(codec, 'ERR_CULVERT_NO_HANDLER', `No handler registered for '${channel}'`);
}
