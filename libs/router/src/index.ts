/**
 * The routing of main as a pure function: a state and an event give the next state and effects. An app
 * reads its data on `state$` and `inspect$` of main.
 *
 * @module @culvert/router
 */
export type * from './lib/effect.js';
export type * from './lib/event.js';
export { reduce } from './lib/reduce.js';
export { routeOf, targetOf, type Route } from './lib/route.js';
export { MAIN_ADDRESS, callerOf, endpointAt, initialState, nextAddress, nextSeq } from './lib/state.js';
export type { Endpoint, CallEnd, Pending, RouterState, SenderInfo, Serving } from './lib/state.js';
export type { Transition } from './lib/transition.js';
