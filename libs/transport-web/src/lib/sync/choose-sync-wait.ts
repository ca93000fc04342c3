import { HelperWait } from './helper-wait.js';
import { MemoryWait } from './memory-wait.js';
import { ServiceWorkerWait } from './service-worker-wait.js';
import type { SyncWait } from './sync-wait.js';

export interface SyncOptions {
  /**
   * The url at which the app's service worker takes synchronous requests, after it has called
   * `answerSyncRequests`. Default: `/culvert-sync`.
   */
  readonly syncUrl?: string | undefined;
}

/**
 * Chooses how this side blocks: by shared memory if it is cross-origin isolated, otherwise by a
 * request that a service worker holds.
 *
 * @param sharesMemory true if the peer can get shared memory: a page and its dedicated workers
 * share memory, and a shared worker shares it with no other context
 */
export function chooseSyncWait(sharesMemory: boolean, { syncUrl }: SyncOptions): SyncWait {
  if (!globalThis.crossOriginIsolated) return new ServiceWorkerWait(syncUrl);
  if (sharesMemory) return new MemoryWait();
  // A shared worker may be isolated too, but it has no helper.
  return typeof document === 'undefined' ? new ServiceWorkerWait(syncUrl) : new HelperWait();
}
