import { invalidArgument } from '@culvert/protocol';
import type { IpcRun } from './ipc-run.js';

let current: IpcRun | undefined;

/** Makes a run the one that matchers of `expect` belong to. @returns a function that ends the run */
export function beginRun(run: IpcRun): () => void {
  const before = current;
  current = run;
  return () => {
    current = before;
    run.end();
  };
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` outside of a run */
export function currentRun(user: string): IpcRun {
  if (current === undefined)
    throw invalidArgument(
      `${user} belongs into a test of runIpc or runIpcAsync: its marbles need virtual time.`,
    );
  return current;
}
