import type { Body, Codec, CulvertErrorCode } from '@culvert/protocol';

/** An error of Culvert's own as the body of a reply. It says nothing that anybody would have to redact. */
export function ownError(codec: Codec, code: CulvertErrorCode, message: string): Body {
  return codec.encode([{ error: { name: 'CulvertError', message, code } }]);
}
