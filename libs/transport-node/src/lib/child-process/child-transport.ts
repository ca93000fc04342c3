import type { ChildProcess } from 'node:child_process';
import type { Transport } from '@culvert/core';
import { ArrivingTransport } from '@culvert/core/transport-kit';
import { CulvertError } from '@culvert/protocol';
import { ChildProcessLink } from './child-process-link.js';

const LINK = Symbol('@culvert/transport-node: link to this child');

/**
 * Main's transport to a renderer in a child process, whose side is `parentTransport()`. The child comes from
 * `forkRenderer`, or from an ordinary `fork`, over which everything works but `sendSync`. A child that reloads, by a
 * second `parentTransport()`, is met by a second `childTransport(child)`.
 *
 * What main sends before the child has connected waits. `close()` ends the connection and not the child; the end of
 * the child, or of its IPC channel, completes `frames$`. Listeners on the child's own `'message'` see Culvert's
 * messages too: objects with a string `culvert`.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` for a child that was started without an IPC channel
 *
 * @example
 * const child = forkRenderer(fileURLToPath(new URL('./renderer.js', import.meta.url)));
 * const webContents = main.connect(childTransport(child), { kind: 'process' });
 */
export function childTransport(child: ChildProcess): Transport {
  return new ArrivingTransport({ encoding: 'text' }, linkOf(child).arrivals);
}

/** Kept on the child, because a connection may arrive between two transports, and nobody else outlives both. */
function linkOf(child: ChildProcess & { [LINK]?: ChildProcessLink }): ChildProcessLink {
  if (child.pid !== undefined && !('send' in child)) {
    throw new CulvertError(
      'ERR_CULVERT_TRANSPORT',
      'childTransport() needs a child with an IPC channel: start it with forkRenderer or fork.',
    );
  }
  return (child[LINK] ??= new ChildProcessLink(child));
}
