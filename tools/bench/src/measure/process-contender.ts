import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Contender, Parameters, Role, Session } from './contender.js';
import type { Drive } from './worker-contender.js';

/**
 * The exports of a contender's module. One half runs in this process, the other drives it from a
 * child process.
 */
export interface ProcessHalves {
  /** Starts the child with `launch`, and answers it. May return a function that ends it. */
  readonly host: (
    launch: (fork: Fork, ...more: readonly string[]) => ChildProcess,
    parameters: Parameters,
  ) => Promise<void | (() => unknown)> | void | (() => unknown);
  /** The child's half, which starts the operations. */
  readonly drive: (parameters: Parameters, ...more: readonly string[]) => Drive | Promise<Drive>;
}

/** `child_process.fork`, or a function like it. */
export type Fork = (
  file: URL,
  args: readonly string[],
  options: { readonly stdio: ('pipe' | 'inherit' | 'ipc')[] },
) => ChildProcess;

/**
 * A contender of two halves in two processes. Orders and times are sent by stdin and stdout, so
 * they do not load IPC.
 */
export function processContender(name: string, role: Role, module: URL): Contender {
  return { name, role, start: (parameters) => startProcess(module, parameters) };
}

async function startProcess(module: URL, parameters: Parameters): Promise<Session> {
  const { host } = (await import(module.href)) as ProcessHalves;
  let child: ChildProcess | undefined;
  const end = await host((fork, ...more) => {
    child = fork(
      new URL('./process.js', import.meta.url),
      [module.href, JSON.stringify(parameters), ...more],
      { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] },
    );
    return child;
  }, parameters);
  const { stdin, stdout } = child!;
  const lines = createInterface({ input: stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<number> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`The child of ${module.href} has ended.`);
    return Number(line.value);
  };
  await answer();
  return {
    run(operations) {
      stdin!.write(`${operations}\n`);
      return answer();
    },
    async close() {
      const exit = once(child!, 'exit');
      child!.kill();
      await exit;
      await end?.();
    },
  };
}
