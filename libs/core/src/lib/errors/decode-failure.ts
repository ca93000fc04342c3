import { CulvertError } from '@culvert/protocol';

/** Whether the peer has done nothing wrong: this platform has no such kind of value, as an older Node no Float16Array. */
export function isUnknownHere(error: unknown): error is CulvertError {
  return error instanceof CulvertError && error.code === 'ERR_CULVERT_UNSERIALIZABLE';
}

/** Why a body cannot be decoded, for the one who waits for it. @param part what it was, as `'the answer'` */
export function decodeFailure(channel: string, part: string, cause: unknown): CulvertError {
  if (isUnknownHere(cause)) return new CulvertError(cause.code, `'${channel}': ${cause.message}`);
  return new CulvertError('ERR_CULVERT_MALFORMED_FRAME', `'${channel}': ${part} cannot be decoded.`, {
    cause,
  });
}
