import { defineContract, stream } from '@culvert/core';

export const rowsContract = defineContract({ rows: stream<number, unknown>() });
