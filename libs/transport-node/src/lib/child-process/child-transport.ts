import type { ChildProcess } from 'node:child_process';
import type { Transport } from '@culvert/core';
import { DeferredTransport, PendingConnections, stateOf } from '@culvert/transport-kit';
import {
  CulvertError,
  checkLimits,
  checkObject,
  invalidArgument,
  maxFrameBytes,
  type LimitOptions,
} from '@culvert/protocol';
import { exiting$ } from '../process-exit.js';
import { ChannelLink } from './channel-link.js';
import { forkedRenderer, type ForkedRenderer, type RendererProcess } from './fork-renderer.js';
import { PipeLink } from './pipe-link.js';

/** Options of {@link childTransport}. */
export interface ChildTransportOptions {
  /**
   * The limits of main. Main tells the child the smaller `messageBytes` of both, and reads no longer frame of it. The
   * first transport of a child sets them. `undefined` means the default, as in `createMain`.
   */
  readonly limits?: Pick<LimitOptions, 'messageBytes'> | undefined;
}

/** The state that main keeps for a child. */
interface ChildState {
  readonly pending: PendingConnections;
  /** The largest message that its pipe takes. Node's IPC channel has no such limit. */
  readonly messageBytes?: number;
}

const stateByChild = new WeakMap<ChildProcess, ChildState>();

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
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a child process, and for invalid limits
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
  if (!isChild(child))
    throw invalidArgument('childTransport needs the child of forkRenderer or fork: childTransport(child).');
  checkObject('childTransport: options', options);
  const limits = checkLimits(options.limits);
  const forked = forkedRenderer(child);
  const { pending, messageBytes } = stateOf(stateByChild, child as ChildProcess, (owner): ChildState =>
    forked === undefined
      ? { pending: pendingOfFork(owner) }
      : {
          pending: pendingOfRenderer(owner, forked, maxFrameBytes(limits)),
          messageBytes: limits.messageBytes,
        },
  );
  const encoding = forked === undefined ? 'text' : 'bytes';
  return new DeferredTransport({ encoding, exiting$, messageBytes }, pending);
}

/** Node's other objects with a `kill` are no children: `process`, and the worker of a cluster, which has one. */
function isChild(value: Partial<ChildProcess> | RendererProcess | null | undefined): boolean {
  return (
    typeof value?.kill === 'function' &&
    typeof value.on === 'function' &&
    typeof value.once === 'function' &&
    'signalCode' in value
  );
}

function pendingOfRenderer(
  child: ChildProcess,
  forked: ForkedRenderer,
  maxFrame: number,
): PendingConnections {
  if (forked.pipes !== undefined) return new PipeLink(child, forked.pipes, maxFrame).pending;
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
