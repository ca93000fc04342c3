import { fork } from 'node:child_process';

type Message<T> = { readonly value: T } | { readonly error: string };

/**
 * Runs a file in its own process, with the Node at `execPath`, and emits each value that it
 * reports.
 *
 * @throws Error with the first line of the failure there
 */
export function runChild<T>(
  execPath: string,
  file: URL,
  args: readonly string[],
  onValue: (value: T) => void,
): Promise<void> {
  // Libraries may write to stdout. That is not a result.
  const child = fork(file, args, { execPath, stdio: ['ignore', process.stderr, 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    let reason: string | undefined;
    child.on('message', (message: Message<T>) => {
      if ('error' in message) reason ??= message.error;
      else onValue(message.value);
    });
    child.on('error', reject);
    // 'close' comes after the last message. 'exit' may come before it.
    child.on('close', (code, signal) => {
      if (code === 0 && reason === undefined) resolve();
      else reject(new Error(reason ?? `its process has ended with ${signal ?? `code ${code}`}`));
    });
  });
}

/**
 * The child's half. It does its work, reports the results, and ends with everything that libraries
 * have left running.
 */
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
