import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Contender, Parameters, Role } from '../measure/contender.js';
import { programFile } from './program-file.js';

/** The exports of a contender's module. One half runs in this process, the other in what it starts. */
export interface StartupHalves<R extends Worker | ChildProcess> {
  /** Main's half: asks at once, and resolves with the first answer. */
  readonly ask: (renderer: R) => Promise<unknown>;
  /** The other half: answers. */
  readonly answer: () => void;
  /** Starts a child process in place of `fork`. */
  readonly launch?: (file: string) => R;
}

/** A module, and its own url: its other half becomes a program. */
export interface StartupModule<R extends Worker | ChildProcess> {
  readonly url: URL;
  /** It is loaded where it is measured, because some libraries take a second. */
  readonly load: () => Promise<Pick<StartupHalves<R>, 'ask' | 'launch'>>;
}

/** Starts worker threads, one after another. */
export function workerStartup(name: string, role: Role, module: StartupModule<Worker>): Contender {
  return startupContender(name, role, module, {
    launch: (file) => new Worker(file),
    end: (worker) => worker.terminate(),
  });
}

/** Starts child processes, one after another. */
export function childStartup(name: string, role: Role, module: StartupModule<ChildProcess>): Contender {
  return startupContender(name, role, module, {
    launch: (file) => fork(file),
    async end(child) {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  });
}

interface Kind<R> {
  readonly launch: (file: string) => R;
  readonly end: (renderer: R) => Promise<unknown>;
}

function startupContender<R extends Worker | ChildProcess>(
  name: string,
  role: Role,
  { url, load }: StartupModule<R>,
  kind: Kind<R>,
): Contender {
  return {
    name,
    role,
    async start({ isBundled = false, conditions }: Parameters) {
      const { ask, launch = kind.launch } = await load();
      const file = await programFile(url, { isBundled, conditions });
      return {
        /** The time from the start to the answer. The end of each is not part of it. */
        async run(operations) {
          let total = 0;
          for (let n = 0; n < operations; n++) {
            const start = performance.now();
            const renderer = launch(file);
            const failure = once(renderer, 'error').then(([error]) => {
              throw error;
            });
            failure.catch(() => {});
            await Promise.race([ask(renderer), failure]);
            total += performance.now() - start;
            await kind.end(renderer);
          }
          return total;
        },
        close: () => {},
      };
    },
  };
}
