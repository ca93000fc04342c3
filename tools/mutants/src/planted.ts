import type { Mutant } from './mutant.js';
import { callMutants } from './planted/calls.js';
import { mainMutants } from './planted/main.js';
import { orderMutants } from './planted/order.js';
import { rendererMutants } from './planted/renderer.js';
import { routerMutants } from './planted/router.js';
import { streamMutants } from './planted/streams.js';
import { userCodeMutants } from './planted/user-code.js';

/** All planted bugs. */
export const mutants: readonly Mutant[] = [
  ...routerMutants,
  ...callMutants,
  ...streamMutants,
  ...mainMutants,
  ...rendererMutants,
  ...orderMutants,
  ...userCodeMutants,
];
