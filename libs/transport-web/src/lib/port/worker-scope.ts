import type { MessageTarget } from './parents.js';

/** In which kind of worker this runs, if it does in one. The DOM's typings know workers only from outside. */
export type WorkerScope =
  | { readonly kind: 'dedicated'; readonly scope: MessageTarget }
  | { readonly kind: 'shared'; readonly scope: EventTarget };

export function workerScope(): WorkerScope | undefined {
  const scope = globalThis as unknown as ScopeTypes & MessageTarget & EventTarget;
  if (isA(scope, scope.DedicatedWorkerGlobalScope)) return { kind: 'dedicated', scope };
  if (isA(scope, scope.SharedWorkerGlobalScope)) return { kind: 'shared', scope };
  return undefined;
}

/** Each scope has only its own. */
interface ScopeTypes {
  readonly DedicatedWorkerGlobalScope?: abstract new () => unknown;
  readonly SharedWorkerGlobalScope?: abstract new () => unknown;
}

function isA(value: unknown, type: (abstract new () => unknown) | undefined): boolean {
  return type !== undefined && value instanceof type;
}
