import { CulvertError } from '@culvert/protocol';
import type { SyncWait } from './sync-wait.js';

export function syncUnsupported(why: string): CulvertError {
  return new CulvertError('ERR_CULVERT_SYNC_UNSUPPORTED', why);
}

/** A wait for platforms that have no way to block. Each request throws. */
export function noSyncWait(why: string): SyncWait {
  return {
    request() {
      throw syncUnsupported(why);
    },
  };
}

export const HOW_TO_WAIT =
  'Serve the page with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: ' +
  'require-corp. Without them, a worker can wait where a service worker that controls it calls answerSyncRequests(self) ' +
  'of @culvert/transport-web/service-worker, and so can a page in browsers that let a service worker see the synchronous ' +
  'requests of pages. Or use invoke.';
