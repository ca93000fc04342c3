import { CulvertError } from '@culvert/protocol';
import type { SyncWait } from './sync-wait.js';

export function syncUnsupported(why: string): CulvertError {
  return new CulvertError('ERR_CULVERT_SYNC_UNSUPPORTED', why);
}

/** Where the platform has no way to block. */
export function noSyncWait(why: string): SyncWait {
  return {
    request() {
      throw syncUnsupported(why);
    },
  };
}
