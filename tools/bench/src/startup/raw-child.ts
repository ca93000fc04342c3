import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export function ask(child: ChildProcess): Promise<unknown> {
  child.send('echo');
  return once(child, 'message');
}

export function answer(): void {
  process.on('message', (message) => process.send!(message));
}
