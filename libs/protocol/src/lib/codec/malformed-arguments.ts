import { CulvertError } from '../errors.js';

/** The error of a codec for a body that no honest peer encodes. */
export function malformedArguments(cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_MALFORMED_FRAME', 'The arguments of a message could not be decoded.', {
    cause,
  });
}
