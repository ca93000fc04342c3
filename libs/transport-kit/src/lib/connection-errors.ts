import { CulvertError } from '@culvert/protocol';

export function syncTimeout(timeoutMs: number): CulvertError {
  return new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', `Main has not answered within ${timeoutMs} ms.`);
}

export function disconnected(): CulvertError {
  return new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main is closed.');
}
