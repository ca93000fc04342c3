import { defineContract, stream } from '@culvert/core/contract';

export const clock = defineContract('clock', {
  ticks: stream<void, number>(),
});
