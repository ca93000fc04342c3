import { fork } from 'node:child_process';

type Message<T> = { readonly value: T } | { readonly error: string };

/**
 * Runs a file in a process of its own, with the Node at `execPath`, and gives each value that it tells.
 *
 * @throws Error with the first line of what went wrong there
 */
export function runChild<T>(
  execPath: string,
  file: URL,
  args: readonly string[],
  onValue: (value: T) => void,
): Promise<void> {
  // What a library writes to stdout is no result.
  const child = fork(file, args, { execPath, stdio: ['ignore', process.stderr, 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    let reason: string | undefined;
    child.on('message', (message: Message<T>) => {
      if ('error' in message) reason ??= message.error;
      else onValue(message.value);
    });
    child.on('error', reject);
    // Behind the last message, which 'exit' is not.
    child.on('close', (code, signal) => {
      if (code === 0 && reason === undefined) resolve();
      else reject(new Error(reason ?? `its process has ended with ${signal ?? `code ${code}`}`));
    });
  });
}

/** The child's half: does its work, tells what it finds, and ends with all that libraries have left running. */
export async function tellParent<T>(
  work: (tell: (value: T) => Promise<void>) => Promise<void>,
): Promise<void> {
  const send = (message: Message<T>): Promise<void> =>
    new Promise((resolve) => process.send!(message, () => resolve()));
  const fail = async (error: unknown): Promise<never> => {
    console.error(error);
    const text = error instanceof Error ? error.message : String(error);
    await send({ error: text.split('\n', 1)[0]! });
    process.exit(1);
  };
  process.on('uncaughtException', (error) => void fail(error));
  try {
    await work((value) => send({ value }));
  } catch (error) {
    await fail(error);
  }
  process.exit(0);
}
