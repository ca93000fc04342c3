import type { ChildProcess } from 'node:child_process';
import type { Transport } from '@culvert/core';
import { DeferredTransport, PendingConnections, stateOf } from '@culvert/transport-kit';
import {
  CulvertError,
  DEFAULT_LIMITS,
  checkObject,
  invalidArgument,
  maxFrameBytes,
  type Limits,
} from '@culvert/protocol';
import { exiting$ } from '../process-exit.js';
import { ChannelLink } from './channel-link.js';
import { forkedRenderer, type ForkedRenderer, type RendererProcess } from './fork-renderer.js';
import { PipeLink } from './pipe-link.js';

/** Options of {@link childTransport}. */
export interface ChildTransportOptions {
  /**
   * The limits of main: a frame of the child longer than `messageBytes` allows is not read. The first transport
   * of a child sets them.
   */
  readonly limits?: Partial<Pick<Limits, 'messageBytes'>> | undefined;
}

const pendingByChild = new WeakMap<ChildProcess, PendingConnections>();

/**
 * Main's transport to a renderer in a child process, which calls `parentTransport()` on its side. Start the
 * child with `forkRenderer`. If the child reloads by a second `parentTransport()`, call `childTransport(child)`
 * a second time.
 *
 * Main's messages wait until the child has connected. `close()` ends the connection and not the child. The end
 * of the child completes `frames$`, after the last frame that it has written. `frames$` errors with
 * `ERR_CULVERT_TRANSPORT` if the child could not be started, or if it wrote invalid data into its pipe.
 *
 * A child of an ordinary `fork` works as well, over Node's IPC channel and without `sendSync`. Through that
 * channel a child can end this process, so main has to trust it. Listeners on its `'message'` also see
 * Culvert's messages: objects with a string `culvert`.
 *
 * @param child the child process
 * @param options `limits`: those of main
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a child process
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` for a child of `spawn` without an IPC channel
 *
 * @example
 * const child = forkRenderer(fileURLToPath(new URL('./renderer.js', import.meta.url)));
 * const webContents = main.connect(childTransport(child), { kind: 'process' });
 */
export function childTransport(
  child: ChildProcess | RendererProcess,
  options: ChildTransportOptions = {},
): Transport {
  if (typeof (child as Partial<ChildProcess> | null | undefined)?.kill !== 'function')
    throw invalidArgument('childTransport needs the child of forkRenderer or fork: childTransport(child).');
  checkObject('childTransport: options', options);
  const { limits } = options;
  const forked = forkedRenderer(child);
  const allLimits = { ...DEFAULT_LIMITS, ...limits };
  const pending = stateOf(pendingByChild, child as ChildProcess, (owner) =>
    forked === undefined ? pendingOfFork(owner) : pendingOfRenderer(owner, forked, allLimits),
  );
  const encoding = forked === undefined ? 'text' : 'bytes';
  return new DeferredTransport({ encoding, exiting$ }, pending);
}

function pendingOfRenderer(child: ChildProcess, forked: ForkedRenderer, limits: Limits): PendingConnections {
  if (forked.pipes !== undefined) return new PipeLink(child, forked.pipes, maxFrameBytes(limits)).pending;
  const pending = new PendingConnections();
  if (forked.failure !== undefined) pending.closed(notStarted(forked.failure));
  else child.once('error', (error) => pending.closed(notStarted(error)));
  return pending;
}

function pendingOfFork(child: ChildProcess): PendingConnections {
  if (child.pid !== undefined && !('send' in child)) {
    throw new CulvertError(
      'ERR_CULVERT_TRANSPORT',
      'childTransport() needs a child with pipes of its own: start it with forkRenderer.',
    );
  }
  return new ChannelLink(child).pending;
}

function notStarted(cause: Error): CulvertError {
  const text = `The child process could not be started: ${cause.message}`;
  return new CulvertError('ERR_CULVERT_TRANSPORT', text, { cause });
}
