import { fork, type ChildProcess, type ForkOptions, type StdioOptions } from 'node:child_process';
import { Socket } from 'node:net';
import { SYNC_PIPE_VARIABLE, supportsSyncPipe } from './sync-pipe-variable.js';

const SYNC_SOCKET = Symbol('@culvert/transport-node: main end of the sync pipe');

/**
 * `child_process.fork` with one more pipe, at the end of `stdio`, which `sendSync` in the child needs: it has to
 * write and read while its event loop stands still, and Node gives no such access to the IPC channel.
 *
 * @throws what `fork` throws
 *
 * @example
 * const child = forkRenderer(fileURLToPath(new URL('./renderer.js', import.meta.url)));
 * const webContents = main.connect(childTransport(child), { kind: 'process' });
 */
export function forkRenderer(
  file: string | URL,
  args: readonly string[] = [],
  options: ForkOptions = {},
): ChildProcess {
  if (!supportsSyncPipe()) return fork(file, args, options);
  const stdio = stdioOf(options);
  const child = fork(file, args, {
    ...options,
    stdio: [...stdio, 'pipe'],
    // The child's own children inherit the variable, but not the pipe: by the pid it knows that it is meant.
    env: { ...(options.env ?? process.env), [SYNC_PIPE_VARIABLE]: `${stdio.length}:${process.pid}` },
  });
  const socket = child.stdio?.[stdio.length];
  if (socket instanceof Socket) {
    // The child keeps its parent alive, as after `fork`; the pipe alone does not. What breaks it ends the IPC
    // channel as well, and that is where the end is noticed.
    socket.unref();
    socket.on('error', () => {});
    Object.defineProperty(child, SYNC_SOCKET, { value: socket });
  }
  return child;
}

/** Main's end of the pipe for `sendSync`, where the child comes from `forkRenderer`. */
export function syncSocketOf(child: ChildProcess & { readonly [SYNC_SOCKET]?: Socket }): Socket | undefined {
  return child[SYNC_SOCKET];
}

/** The `stdio` that `fork` would take, as an array. */
function stdioOf({ stdio, silent }: ForkOptions): Extract<StdioOptions, readonly unknown[]> {
  if (Array.isArray(stdio)) return stdio;
  const each = typeof stdio === 'string' ? stdio : silent ? 'pipe' : 'inherit';
  return [each, each, each, 'ipc'];
}
