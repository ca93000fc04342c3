import { HelperWait } from './helper-wait.js';
import { MemoryWait } from './memory-wait.js';
import { ServiceWorkerWait } from './service-worker-wait.js';
import type { SyncWait } from './sync-wait.js';

export interface SyncOptions {
  /**
   * Where the service worker of the app takes synchronous requests, which it does where it has called
   * `answerSyncRequests`. Default: `/culvert-sync`.
   */
  readonly syncUrl?: string | undefined;
}

/**
 * How this side may block: by shared memory where it is cross-origin isolated, otherwise by a request that a service
 * worker holds.
 *
 * @param sharesMemory whether the peer can be given shared memory: a page and its dedicated workers share it, and
 * shared workers share it with nobody
 */
export function chooseSyncWait(sharesMemory: boolean, { syncUrl }: SyncOptions): SyncWait {
  if (!globalThis.crossOriginIsolated) return new ServiceWorkerWait(syncUrl);
  if (sharesMemory) return new MemoryWait();
  // A shared worker may be isolated as well, and still has no helper.
  return typeof document === 'undefined' ? new ServiceWorkerWait(syncUrl) : new HelperWait();
}
