/*
 * For the other packages of Culvert only. Any release may change these names.
 */
export { openCallsOf, type HeldCalls } from './lib/contracts/open-calls-of.js';
export type { WireError } from './lib/errors/wire-error.js';
export { routerStateOf } from './lib/main/router-state-of.js';
export { openRenderers } from './lib/renderer/open-renderers.js';
export { makingPromises, subscribed, type PromiseMaker } from './lib/runtime/promise-of.js';
export { scheduleAfter, scheduleInBackground } from './lib/runtime/schedule-after.js';
export { MAX_DELAY_MS } from './lib/runtime/turn-scheduler.js';
