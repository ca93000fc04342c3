import type { Contender, Parameters, Role } from './contender.js';
import type { Drive } from './worker-contender.js';

/**
 * A contender that runs in this process. `start` returns its operation, and a function that ends
 * it.
 */
export interface LocalRun {
  readonly run: Drive;
  readonly close?: () => Promise<unknown> | void;
}

/**
 * The exports of such a contender's module. It is loaded where it is measured, because some
 * libraries take a second.
 */
export interface LocalModule {
  readonly start: (parameters: Parameters) => LocalRun | Promise<LocalRun>;
}

/** @param source the function that starts it, or the url of a module that exports it as `start` */
export function localContender(name: string, role: Role, source: LocalModule['start'] | URL): Contender {
  return {
    name,
    role,
    async start(parameters) {
      const start = source instanceof URL ? ((await import(source.href)) as LocalModule).start : source;
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
