import { call, defineContract, stream } from '@culvert/core/contract';

export const counter = defineContract('counter', {
  add: call<number, void>(),
  count: stream<void, number>(),
});
