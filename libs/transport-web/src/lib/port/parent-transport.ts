import type { Transport } from '@culvert/core';
import { CulvertError, invalidArgument } from '@culvert/protocol';
import { isA } from '../is-a.js';
import { chooseSyncWait, type SyncOptions } from '../sync/choose-sync-wait.js';
import { checkSyncOptions } from '../sync/sync-path.js';
import { noSyncWait } from '../sync/sync-unsupported.js';
import { OpeningTransport } from './opening-transport.js';
import { clientOf, embedderOf, ownerOf } from './parents.js';
import { workerScope } from './worker-scope.js';

/** Options of {@link parentTransport}. */
export interface ParentTransportOptions extends SyncOptions {
  /**
   * In a SharedWorker: the port of the `connect` event of the page to connect to. Default: the next
   * page that connects.
   */
  readonly port?: MessagePort | undefined;
  /**
   * In an iframe: the origin of the page that embeds it. Default: the origin that the browser
   * reports.
   */
  readonly parentOrigin?: string | undefined;
}

/**
 * The transport of a dedicated worker, a SharedWorker or an iframe to the page that started or
 * embeds it. That page uses `workerTransport(worker)` or `iframeTransport(iframe, { targetOrigin
 * })`. Either side may be main. Each call opens a new connection.
 *
 * In a cross-origin isolated dedicated worker, `sendSync` blocks by `Atomics.wait`. In other
 * workers it blocks by a request that the app's service worker holds (`answerSyncRequests`).
 * Without a service worker, and in an iframe, it throws `ERR_CULVERT_SYNC_UNSUPPORTED` at once.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` in a page that is not embedded
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a wrong option, and in an iframe if the
 * parent's origin is unknown or opaque
 *
 * @example
 * // worker.ts
 * const { ipcRenderer } = createRenderer(parentTransport());
 * const config = ipcRenderer.sendSync('config');
 */
export function parentTransport(options: ParentTransportOptions = {}): Transport {
  checkSyncOptions('parentTransport', options);
  const { port } = options;
  if (port !== undefined && !isA(port, 'MessagePort'))
    throw invalidArgument(
      'parentTransport: port must be the port of a page, from the connect event: { port: event.ports[0] }.',
    );
  const worker = workerScope();
  switch (worker?.kind) {
    case 'dedicated':
      return new OpeningTransport(ownerOf(worker.scope), chooseSyncWait(true, options));
    case 'shared':
      return new OpeningTransport(clientOf(worker.scope, port), chooseSyncWait(false, options));
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
