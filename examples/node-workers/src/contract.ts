import { call, defineContract, stream } from '@culvert/core/contract';

export const numbers = defineContract('numbers', {
  isPrime: call<number, boolean>(),
  primes: stream<number, number>(),
});
