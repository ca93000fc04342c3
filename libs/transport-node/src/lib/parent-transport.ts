import { isMainThread, parentPort } from 'node:worker_threads';
import type { Transport } from '@culvert/core';
import { CulvertError } from '@culvert/protocol';
import { ChannelParentTransport, type ParentProcess } from './child-process/channel-parent-transport.js';
import { PipeParentTransport } from './child-process/pipe-parent-transport.js';
import { pipeOfProcess } from './child-process/pipe-of-process.js';
import { WorkerParentTransport } from './worker/worker-parent-transport.js';

/**
 * The renderer's transport in a worker thread, or in a child process of `forkRenderer` or `fork`. Main's side
 * is `workerTransport(worker)` or `childTransport(child)`. Each call opens a connection of its own. An open
 * connection keeps its worker or process alive.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` if this process or thread has no parent
 *
 * @example
 * const { ipcRenderer } = createRenderer(parentTransport());
 * const config = ipcRenderer.sendSync('config');
 */
export function parentTransport(): Transport {
  if (!isMainThread && parentPort !== null) return new WorkerParentTransport(parentPort);
  const pipe = isMainThread ? pipeOfProcess() : undefined;
  if (pipe !== undefined) return new PipeParentTransport(pipe);
  if (isMainThread && hasParent(process)) return new ChannelParentTransport(process);
  throw new CulvertError(
    'ERR_CULVERT_TRANSPORT',
    'parentTransport() found no parent: call it in a worker thread, or in a process started by forkRenderer or fork.',
  );
}

function hasParent(candidate: NodeJS.Process): candidate is NodeJS.Process & ParentProcess {
  return candidate.send !== undefined;
}
