import { ParentPipe } from './parent-pipe.js';
import { PIPES_VARIABLE } from './renderer-pipes.js';

/** A name that all copies of this package in a process share: there is one pipe, and one position in its stream. */
const PIPE = Symbol.for('@culvert/transport-node: pipe of this process');

/** The pipe that `forkRenderer` made for this process, opened once. */
export function pipeOfProcess(): ParentPipe | undefined {
  const holder: NodeJS.Process & { [PIPE]?: ParentPipe } = process;
  if (holder[PIPE] === undefined) {
    const descriptors = inheritedDescriptors();
    if (descriptors !== undefined) holder[PIPE] = new ParentPipe(...descriptors);
  }
  return holder[PIPE];
}

/**
 * A renderer's own children inherit the variable if it is still set. There, those descriptors are closed or
 * belong to something else.
 */
function inheritedDescriptors(): [read: number, write: number] | undefined {
  const [read, write, pid] = (process.env[PIPES_VARIABLE] ?? '').split(':').map(Number);
  if (read === undefined || write === undefined || pid !== process.ppid) return undefined;
  delete process.env[PIPES_VARIABLE];
  return [read, write];
}
