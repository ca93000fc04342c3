import { CulvertError } from '@culvert/protocol';

/**
 * The error of a `sendSync` without an answer in time: `ERR_CULVERT_SYNC_TIMEOUT`.
 *
 * @param timeoutMs the time limit, in ms
 */
export function syncTimeout(timeoutMs: number): CulvertError {
  return new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', `Main has not answered within ${timeoutMs} ms.`);
}

/** The error of an end that cannot read a value that its port has brought. */
export function brokenPort(cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_TRANSPORT', 'A frame of the peer could not be deserialized.', {
    cause,
  });
}

/** The error of a request after the end of its connection: `ERR_CULVERT_DISCONNECTED`. */
export function disconnected(): CulvertError {
  return new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main is closed.');
}
