export type * from './lib/effect.js';
export type * from './lib/event.js';
export { reduce } from './lib/reduce.js';
export { endpointAt, initialState, nextAddress } from './lib/state.js';
export type { Endpoint, RouterState, SenderInfo } from './lib/state.js';
export type { Transition } from './lib/transition.js';
