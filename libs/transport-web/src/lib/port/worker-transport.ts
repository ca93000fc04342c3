import type { Transport } from '@culvert/core';
import { chooseSyncWait, type SyncOptions } from '../sync/choose-sync-wait.js';
import { AcceptingTransport } from './accepting-transport.js';
import type { MessageTarget } from './parents.js';
import { PendingPorts } from './pending-ports.js';
import type { AskMessage } from './port-messages.js';

const ARRIVALS = Symbol('@culvert/transport-web: arrivals of this worker');

/** Options of {@link workerTransport}. */
export type WorkerTransportOptions = SyncOptions;

/**
 * A page's transport to one of its workers, whose side is `parentTransport()`, or `serve(main)` where main is there.
 * It takes the next connection that the worker opens, or has opened before: a worker that reloads, by a second
 * `parentTransport()`, is met by a second `workerTransport(worker)`. What is sent before that waits.
 *
 * `close()` ends the connection and not the worker; `terminate()` completes `frames$`. Your own
 * messages to and from the worker are not touched; of Culvert's, listeners that you add after this call see none, and
 * earlier ones may see some whose `type` starts with `'culvert:'`.
 *
 * `sendSync` blocks a page by a request that the app's service worker holds, a worker by that or by `Atomics.wait`; it
 * throws `ERR_CULVERT_SYNC_UNSUPPORTED` at once where neither is there, and before the worker has connected.
 *
 * @example
 * const worker = new Worker(new URL('./renderer.js', import.meta.url), { type: 'module' });
 * const webContents = main.connect(workerTransport(worker), { kind: 'worker' });
 */
export function workerTransport(
  worker: Worker | SharedWorker,
  options: WorkerTransportOptions = {},
): Transport {
  const isShared = 'port' in worker;
  const wait = chooseSyncWait(!isShared, options);
  return new AcceptingTransport(arrivalsOf(isShared ? worker.port : worker), { wait });
}

/** Kept on the worker, because a connection may arrive between two transports, and nobody else outlives both. */
function arrivalsOf(worker: MessageTarget & { [ARRIVALS]?: PendingPorts; start?(): void }): PendingPorts {
  worker[ARRIVALS] ??= new PendingPorts({
    target: worker,
    judge: () => 'accept',
    sharesLocks: true,
    ask: () => worker.postMessage({ type: 'culvert:ask' } satisfies AskMessage, []),
  });
  worker.start?.();
  return worker[ARRIVALS];
}
