import { isA } from '../is-a.js';
import type { MessageTarget } from './parents.js';

/**
 * The kind of worker that this code runs in, if any. The DOM typings describe workers only from
 * outside.
 */
export type WorkerScope =
  | { readonly kind: 'dedicated'; readonly scope: MessageTarget }
  | { readonly kind: 'shared'; readonly scope: EventTarget };

export function workerScope(): WorkerScope | undefined {
  const scope = globalThis as unknown as MessageTarget & EventTarget;
  // Each kind of scope defines only its own class.
  if (isA(scope, 'DedicatedWorkerGlobalScope')) return { kind: 'dedicated', scope };
  if (isA(scope, 'SharedWorkerGlobalScope')) return { kind: 'shared', scope };
  return undefined;
}
