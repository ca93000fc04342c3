import type { RouterState } from '@culvert/router';
import type { Observable } from 'rxjs';
import type { Inspection } from './inspection.js';

/** The key by which a recorder finds the router's state behind `inspect$`. */
export const ROUTER_STATE = Symbol('culvert.routerState');

export interface HasRouterState {
  [ROUTER_STATE](): RouterState;
}

/**
 * The state of the router before the next item of a new subscriber. A replay begins with it.
 *
 * @param inspect$ `main.inspect$`
 * @returns `undefined` for any other Observable, also for one that an operator has made of `main.inspect$`
 * @example
 * const state = routerStateOf(main.inspect$);
 * main.inspect$.subscribe(console.log); // the first event applies to `state`
 */
export function routerStateOf(inspect$: Observable<Inspection>): RouterState | undefined {
  return (inspect$ as Partial<HasRouterState>)[ROUTER_STATE]?.();
}
