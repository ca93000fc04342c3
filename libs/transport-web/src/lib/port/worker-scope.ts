import type { MessageTarget } from './parents.js';

/**
 * The kind of worker that this code runs in, if any. The DOM typings describe workers only from
 * outside.
 */
export type WorkerScope =
  | { readonly kind: 'dedicated'; readonly scope: MessageTarget }
  | { readonly kind: 'shared'; readonly scope: EventTarget };

export function workerScope(): WorkerScope | undefined {
  const scope = globalThis as unknown as ScopeTypes & MessageTarget & EventTarget;
  if (isA(scope, scope.DedicatedWorkerGlobalScope)) return { kind: 'dedicated', scope };
  if (isA(scope, scope.SharedWorkerGlobalScope)) return { kind: 'shared', scope };
  return undefined;
}

/** Each kind of scope defines only its own class. */
interface ScopeTypes {
  readonly DedicatedWorkerGlobalScope?: abstract new () => unknown;
  readonly SharedWorkerGlobalScope?: abstract new () => unknown;
}

function isA(value: unknown, type: (abstract new () => unknown) | undefined): boolean {
  return type !== undefined && value instanceof type;
}
