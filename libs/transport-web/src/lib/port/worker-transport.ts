import type { Transport } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { stateOf } from '@culvert/transport-kit';
import { isA } from '../is-a.js';
import { chooseSyncWait, type SyncOptions } from '../sync/choose-sync-wait.js';
import { checkSyncOptions } from '../sync/sync-path.js';
import { AcceptingTransport } from './accepting-transport.js';
import type { MessageTarget } from './parents.js';
import { PendingPorts } from './pending-ports.js';
import type { AskMessage } from './port-messages.js';

const pendingByWorker = new WeakMap<MessageTarget, PendingPorts>();

/** Options of {@link workerTransport}. */
export type WorkerTransportOptions = SyncOptions;

/**
 * A page's transport to one of its workers. The worker uses `parentTransport()`, or `serve(main)`
 * if it holds main. The transport takes the next connection that the worker opens, or has opened
 * before. A worker reconnects by a second `parentTransport()`: call `workerTransport(worker)` again
 * for it. Messages sent before the worker connects wait.
 *
 * `close()` ends the connection and not the worker. `terminate()` completes `frames$`. Your own
 * messages to and from the worker are not touched. Listeners that you add after this call see no
 * messages of Culvert. Earlier listeners may see some: their `type` starts with `'culvert:'`.
 *
 * `sendSync` blocks a page by a request that the app's service worker holds. In a worker it blocks
 * by such a request or by `Atomics.wait`. It throws `ERR_CULVERT_SYNC_UNSUPPORTED` at once if
 * neither is available, and before the worker has connected.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a worker, and for a `syncUrl` of another
 * origin
 *
 * @example
 * const worker = new Worker(new URL('./renderer.js', import.meta.url), { type: 'module' });
 * const webContents = main.connect(workerTransport(worker), { kind: 'worker' });
 */
export function workerTransport(
  worker: Worker | SharedWorker,
  options: WorkerTransportOptions = {},
): Transport {
  checkSyncOptions('workerTransport', options);
  // A window, a port and a BroadcastChannel have `postMessage` too, but others may write to them.
  const isShared = isA(worker, 'SharedWorker');
  if (!isShared && !isA(worker, 'Worker'))
    throw invalidArgument(
      'workerTransport needs a Worker or SharedWorker: workerTransport(worker). An iframe has iframeTransport.',
    );
  const target = isShared ? (worker as SharedWorker).port : (worker as Worker);
  return new AcceptingTransport(pendingOf(target), { wait: chooseSyncWait(!isShared, options) });
}

function pendingOf(worker: MessageTarget & { start?(): void }): PendingPorts {
  const pending = stateOf(
    pendingByWorker,
    worker,
    () =>
      new PendingPorts({
        target: worker,
        judge: () => 'accept',
        sharesLocks: true,
        ask: () => worker.postMessage({ type: 'culvert:ask' } satisfies AskMessage, []),
      }),
  );
  worker.start?.();
  return pending;
}
