import { CulvertError } from '@culvert/protocol';

/** Tells if the fault is not the peer's: this platform lacks a kind of value, as an older Node lacks Float16Array. */
export function isUnknownHere(error: unknown): error is CulvertError {
  return error instanceof CulvertError && error.code === 'ERR_CULVERT_UNSERIALIZABLE';
}

/** The error for the receiver of a body that cannot be decoded. @param part names the body, such as `'the answer'` */
export function decodeFailure(channel: string, part: string, cause: unknown): CulvertError {
  if (isUnknownHere(cause)) return new CulvertError(cause.code, `'${channel}': ${cause.message}`);
  return new CulvertError('ERR_CULVERT_MALFORMED_FRAME', `'${channel}': ${part} cannot be decoded.`, {
    cause,
  });
}
