import { defineContract, stream } from '@culvert/core/contract';

export const system = defineContract('system', {
  memory: stream<{ every: number }, number>(),
});
