import type { Transport } from '@culvert/core';
import { CulvertError } from '@culvert/protocol';
import { chooseSyncWait, type SyncOptions } from '../sync/choose-sync-wait.js';
import { noSyncWait } from '../sync/sync-unsupported.js';
import { OpeningTransport } from './opening-transport.js';
import { clientOf, embedderOf, ownerOf } from './parents.js';
import { workerScope } from './worker-scope.js';

/** Options of {@link parentTransport}. */
export interface ParentTransportOptions extends SyncOptions {
  /** In a SharedWorker: the page to connect to, by the port of its `connect` event. Default: the next one. */
  readonly port?: MessagePort | undefined;
  /** In an iframe: the origin of the page that embeds it. Default: what the browser says it is. */
  readonly parentOrigin?: string | undefined;
}

/**
 * The transport of a dedicated worker, a SharedWorker or an iframe to the page that has started or embeds it; that
 * page's side is `workerTransport(worker)` or `iframeTransport(iframe, { targetOrigin })`. Either side may be main.
 * Each call opens a connection of its own.
 *
 * `sendSync` blocks a dedicated worker by `Atomics.wait` where it is cross-origin isolated, and elsewhere by a request
 * that the app's service worker holds (`answerSyncRequests`); without either, and in an iframe, it throws
 * `ERR_CULVERT_SYNC_UNSUPPORTED` at once.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` in a page that nobody embeds
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` in an iframe whose parent's origin is unknown or opaque
 *
 * @example
 * // worker.ts
 * const { ipcRenderer } = createRenderer(parentTransport());
 * const config = ipcRenderer.sendSync('config');
 */
export function parentTransport(options: ParentTransportOptions = {}): Transport {
  const worker = workerScope();
  switch (worker?.kind) {
    case 'dedicated':
      return new OpeningTransport(ownerOf(worker.scope), chooseSyncWait(true, options));
    case 'shared':
      return new OpeningTransport(clientOf(worker.scope, options.port), chooseSyncWait(false, options));
    case undefined:
      return new OpeningTransport(embedderOf(page(), options.parentOrigin), noSyncWait(NO_SYNC_IN_IFRAME));
  }
}

function page(): Window {
  if (typeof window !== 'undefined') return window;
  throw new CulvertError(
    'ERR_CULVERT_TRANSPORT',
    'parentTransport() found no parent: call it in a dedicated or shared worker, or in a page that is embedded in an iframe.',
  );
}

const NO_SYNC_IN_IFRAME =
  'an iframe may share its thread with the page that would have to answer, so it cannot block: use invoke.';
