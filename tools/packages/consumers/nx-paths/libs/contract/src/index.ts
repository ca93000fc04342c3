import { call, defineContract, stream } from '@culvert/core/contract';

export const contract = defineContract({ double: call<number, number>(), ticks: stream<number, number>() });
