import type { ChildProcess } from 'node:child_process';
import { childTransport, forkRenderer, parentTransport } from '@culvert/transport-node';
import { answerByCall, askByCall } from './culvert-call.js';

/** The child has pipes in place of Node's channel, which is not used here. */
export function launch(file: string): ChildProcess {
  return forkRenderer(file) as ChildProcess;
}

export function ask(child: ChildProcess): Promise<unknown> {
  return askByCall(childTransport(child), 'process');
}

export function answer(): void {
  answerByCall(parentTransport());
}
