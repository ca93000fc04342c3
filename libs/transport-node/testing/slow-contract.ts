import { setImmediate } from 'node:timers/promises';
import { defineContract, sync, type StandardSchema } from '@culvert/core/contract';

/** Answers some turns later, so that a caller has to wait. */
function later<T>(isSound: (value: unknown) => boolean, words: string): StandardSchema<T> {
  const validate = async (value: unknown) => {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    return isSound(value) ? { value: value as T } : { issues: [{ message: words }] };
  };
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

/** A sync member with asynchronous schemas. */
export const slowContract = defineContract('slow', {
  half: sync<[n: number], number>({
    input: later<[number]>((args) => typeof (args as unknown[])[0] === 'number', 'expected a number'),
    output: later<number>((value) => Number.isInteger(value), 'expected an integer'),
  }),
});
