import type { Contender, Parameters, Role } from './contender.js';
import type { Drive } from './worker-contender.js';

/** What runs in this process, with renderers or not: `start` gives its operation, and what ends it. */
export interface LocalRun {
  readonly run: Drive;
  readonly close?: () => Promise<unknown> | void;
}

export function localContender(
  name: string,
  role: Role,
  start: (parameters: Parameters) => LocalRun | Promise<LocalRun>,
): Contender {
  return {
    name,
    role,
    async start(parameters) {
      const { run, close } = await start(parameters);
      return {
        async run(operations) {
          const begin = performance.now();
          await run(operations);
          return performance.now() - begin;
        },
        async close() {
          await close?.();
        },
      };
    },
  };
}
