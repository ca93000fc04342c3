import { SYNC_PIPE_VARIABLE } from './sync-pipe-variable.js';
import { SyncPipe } from './sync-pipe.js';

/** By a name that all copies of this package in a process share: there is one pipe, and one place in its stream. */
const SYNC_PIPE = Symbol.for('@culvert/transport-node: sync pipe of this process');

/** The pipe that `forkRenderer` made for this process, opened once. */
export function syncPipeOfProcess(): SyncPipe | undefined {
  const holder: NodeJS.Process & { [SYNC_PIPE]?: SyncPipe } = process;
  if (holder[SYNC_PIPE] === undefined) {
    const fd = inheritedDescriptor();
    if (fd !== undefined) holder[SYNC_PIPE] = new SyncPipe(fd);
  }
  return holder[SYNC_PIPE];
}

/** Children of a renderer inherit the variable as well; that descriptor is something else there, or nothing. */
function inheritedDescriptor(): number | undefined {
  const [fd, pid] = (process.env[SYNC_PIPE_VARIABLE] ?? '').split(':').map(Number);
  return pid === process.ppid ? fd : undefined;
}
