import type { ChildProcess, Serializable } from 'node:child_process';
import { createBirpc } from 'birpc';

const functions = { echo: (value: string) => value };

export function ask(child: ChildProcess): Promise<unknown> {
  const rpc = createBirpc<typeof functions>(
    {},
    { post: (data: Serializable) => child.send(data), on: (listener) => child.on('message', listener) },
  );
  return rpc.echo('echo');
}

export function answer(): void {
  createBirpc(functions, {
    post: (data) => process.send!(data),
    on: (listener) => process.on('message', listener),
  });
}
