import type { Worker } from 'node:worker_threads';
import type { Transport } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { DeferredTransport, PendingConnections, stateOf } from '@culvert/transport-kit';
import { isConnectMessage } from './connect-message.js';
import { WorkerConnection } from './worker-connection.js';

const pendingByWorker = new WeakMap<Worker, PendingConnections>();

/**
 * Main's transport to a renderer in a worker thread, which calls `parentTransport()` on its side. Call it
 * before the worker can have started: in the turn that creates the worker. If the worker reloads by a second
 * `parentTransport()`, call `workerTransport(worker)` a second time.
 *
 * Main's messages wait until the worker has connected. `close()` ends the connection and not the worker. The
 * end of the worker completes `frames$`. Listeners on the worker's own `'message'` see one message with `type:
 * 'culvert:connect'` for each connection, and nothing else of Culvert.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a worker
 * @example
 * const worker = new Worker(new URL('./renderer.js', import.meta.url));
 * const webContents = main.connect(workerTransport(worker), { kind: 'worker' });
 */
export function workerTransport(worker: Worker): Transport {
  if (!isWorker(worker))
    throw invalidArgument('workerTransport needs a Worker of node:worker_threads: workerTransport(worker).');
  const moves = { transfersPorts: true, transfersBuffers: true } as const;
  return new DeferredTransport(
    { encoding: 'structured-clone', ...moves },
    stateOf(pendingByWorker, worker, listen),
  );
}

function isWorker(value: Partial<Worker> | null | undefined): boolean {
  return (
    typeof value?.threadId === 'number' && typeof value.on === 'function' && typeof value.once === 'function'
  );
}

function listen(worker: Worker): PendingConnections {
  const pending = new PendingConnections();
  worker.on('message', (message: unknown) => {
    if (isConnectMessage(message)) pending.add(new WorkerConnection(message, worker));
  });
  if (hasExited(worker)) pending.closed();
  else worker.once('exit', () => pending.closed());
  return pending;
}

function hasExited(worker: Worker): boolean {
  return worker.threadId === -1;
}
