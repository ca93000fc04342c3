import type { ChildProcess } from 'node:child_process';
import { childTransport, forkRenderer, parentTransport } from '@culvert/transport-node';
import { answerByMessage, askByMessage } from './culvert-message.js';

/** The child has pipes in place of Node's channel, which is not used here. */
export function launch(file: string): ChildProcess {
  return forkRenderer(file) as ChildProcess;
}

export function ask(child: ChildProcess): Promise<unknown> {
  return askByMessage(childTransport(child), 'process');
}

export function answer(): void {
  answerByMessage(parentTransport());
}
