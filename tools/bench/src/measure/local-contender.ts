import type { Contender, Parameters, Role } from './contender.js';
import type { Drive } from './worker-contender.js';

/** What runs in this process, with renderers or not: `start` gives its operation, and what ends it. */
export interface LocalRun {
  readonly run: Drive;
  readonly close?: () => Promise<unknown> | void;
}

/** What a module of such a contender exports. It is loaded where it is measured: some libraries take a second. */
export interface LocalModule {
  readonly start: (parameters: Parameters) => LocalRun | Promise<LocalRun>;
}

/** @param source what starts it, or the module that exports that as `start` */
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
