import { defineContract, expose, stream, withDemand, wrap, type StreamOptions } from '@culvert/core';
import { delay, of, type Observable } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';

const contract = defineContract({ letters: stream<void, string>() });
const overflowed = 'ERR_CULVERT_OVERFLOW';

type Options = StreamOptions;

/** Takes one letter after the other, each for 3 ms. */
const slowly = (letters$: Observable<string>) =>
  letters$.pipe(withDemand((letter) => of(letter).pipe(delay(3))));

function letters({ main, renderer, cold }: IpcHelpers, produced: string, options: Options) {
  expose(main, contract, { letters: () => cold(produced) });
  return wrap(renderer, contract).letters(undefined, options);
}

describe('a producer without demand, while the demand travels for 1 ms', () => {
  it.each<[Options['overflow'], number, string, string, string | undefined]>([
    ['buffer', 1, 'abcde|', '--a-b-c-d-(e|)', undefined],
    ['buffer', 2, 'abcde|', '--abcde|', undefined],
    ['buffer', 1, '(abc)--|', '--a-b-c--|', undefined],
    ['latest', 1, 'abcde|', '--a-c-e|', undefined],
    ['latest', 2, 'abcde|', '--abcde|', undefined],
    ['latest', 1, '(abc)--|', '--a-c----|', undefined],
    ['drop', 1, 'abcde|', '--a--d-|', undefined],
    ['drop', 2, 'abcde|', '--ab-de|', undefined],
    ['drop', 1, '(abc)--|', '--a------|', undefined],
    ['error', 1, 'abcde|', '--a#', overflowed],
    ['error', 1, 'a--b--c|', '--a--b--c|', undefined],
    ['error', 2, '(abc)--|', '--(ab#)', overflowed],
  ])('%s, with a demand of %i: %s', (overflow, highWaterMark, produced, consumed, error) => {
    runIpc((helpers) => {
      const letters$ = letters(helpers, produced, { overflow, highWaterMark });
      helpers.link({ latency: '1ms' });
      helpers.expectCall(() => letters$).toBe(consumed, undefined, error);
    });
  });
});

describe('a consumer that takes 3 ms for each item', () => {
  it.each<[Options['overflow'], number, string, string | undefined]>([
    ['buffer', 1, '---a--b--c--d--(e|)', undefined],
    ['buffer', 2, '---a--b--c--d--(e|)', undefined],
    ['latest', 1, '---a--d--(e|)', undefined],
    ['latest', 2, '---a--b--d--(e|)', undefined],
    ['drop', 1, '---a---(e|)', undefined],
    ['drop', 2, '---a--b--(e|)', undefined],
    ['error', 1, '-#', overflowed],
    ['error', 2, '--#', overflowed],
  ])('slows its producer down by %s, with a demand of %i', (overflow, highWaterMark, consumed, error) => {
    runIpc((helpers) => {
      const letters$ = letters(helpers, 'abcde|', { overflow, highWaterMark });
      helpers.expectCall(() => slowly(letters$)).toBe(consumed, undefined, error);
    });
  });

  it('overflows a buffer with a limit', () => {
    runIpc((helpers) => {
      const options = { overflow: 'buffer', highWaterMark: 1, bufferSize: 2 } as const;
      const letters$ = letters(helpers, 'abcde|', options);
      helpers.expectCall(() => slowly(letters$)).toBe('---(a#)', undefined, overflowed);
    });
  });

  it('gets the buffered items of a producer that has failed, and then its error', () => {
    runIpc((helpers) => {
      const letters$ = letters(helpers, 'abc#', { overflow: 'buffer', highWaterMark: 1 });
      helpers.expectCall(() => slowly(letters$)).toBe('---a--(b#)');
    });
  });
});

describe('the demand of a stream between two renderers', () => {
  it.each<[Options['overflow'], string, string | undefined]>([
    ['buffer', '------a-----b-----(c|)', undefined],
    ['latest', '------a-----(c|)', undefined],
    ['drop', '------a--|', undefined],
    ['error', '------a#', overflowed],
  ])('travels over both wires: %s', (overflow, consumed, error) => {
    runIpc(({ renderer, link, cold, expectCall }) => {
      link({ latency: '1ms' });
      const far = link({ latency: '2ms' }).renderer;
      expose(far, contract, { letters: () => cold('abc|') });
      const api = wrap(renderer, contract, { to: far.id });
      expectCall(() => api.letters(undefined, { overflow, highWaterMark: 1 })).toBe(
        consumed,
        undefined,
        error,
      );
    });
  });
});
