import { call, defineContract, expose, wrap } from '@culvert/core';
import { interval, map, of, take, throwError } from 'rxjs';
import type { IpcHelpers } from './ipc-helpers.js';
import { runIpc } from './run-ipc.js';

const contract = defineContract({ double: call<number, number>() });

function failureOf(test: (helpers: IpcHelpers) => void): Error {
  try {
    runIpc(test);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The test has not failed.');
}

/** The lines of a picture, without their indentation. A `.` keeps the spaces behind it. */
function picture(text: TemplateStringsArray): string {
  const lines = text[0]!.split('\n').slice(1, -1);
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent).replace(/^\./, ' ')).join('\n');
}

describe('a failure', () => {
  it('draws the expected above the actual, marks the first difference, and has the wire below', () => {
    const { message } = failureOf(({ main, renderer, link, cold, expectObservable }) => {
      link({ latency: '3ms', drop: '-----x' });
      cold('-a-b-c').subscribe(renderer.channel<string>('keys'));
      expectObservable(main.channel('keys').pipe(map((key) => key))).toBe('----ab');
    });
    expect(message).toBe(picture`
      expectObservable(main.channel('keys').pipe(…)) is not as drawn: "b" was expected at 5 ms, but "b" came at 6 ms.

      .                 0  3 5
      expected          ----ab-
      actual            ----a-b
      renderer 1 → main -c-d-e-
      .                      ^

      c  send keys ["a"]
      d  send keys ["b"]
      a  "a"
      b  "b"
      e  send keys ["c"] (lost)
    `);
  });

  it('shows codes of errors, on the wire as well', () => {
    const { message } = failureOf(({ main, renderer, expectCall }) => {
      expose(main, contract, {
        double: () => {
          throw Object.assign(new RangeError('too far'), { code: 'EFAR' });
        },
      });
      expectCall(() => wrap(renderer, contract).double(2)).toBe('#', {}, TypeError);
    });
    expect(message).toBe(picture`
      expectCall(() => wrap(renderer, contract).double(2)) is not as drawn: the error TypeError was expected at 0 ms, but the error RangeError EFAR: too far came.

      .                 0
      expected          #
      actual            #
      renderer 1 → main a
      main → renderer 1 b
      .                 ^

      #  expected error TypeError
      #  error RangeError EFAR: too far
      a  call double #1 [2]
      b  reply #1 error EFAR: too far
    `);
  });

  it('has the difference of large values', () => {
    const { message } = failureOf(({ expectObservable }) => {
      expectObservable(of({ a: 1, b: [2, 3] })).toBe('(a|)', { a: { a: 1, b: [2, 4] } });
    });
    expect(message).toContain(
      picture`
          "b": Array [
            2,
      -     4,
      +     3,
          ],
    `.trimStart(),
    );
  });

  it('starts its stack at the toBe of the test', () => {
    const { stack, message } = failureOf(({ expectObservable }) => {
      expectObservable(of(1)).toBe('-a');
    });
    const [first] = stack!.slice(stack!.indexOf(message) + message.length + 1).split('\n');
    expect(first).toContain('failure-report.spec.ts');
    // The same for each other expectation.
    const subscriptions = failureOf(({ cold, expectSubscriptions }) => {
      expectSubscriptions(cold('a').subscriptions).toBe('^!');
    });
    expect(subscriptions.stack!.split('\n').find((line) => /^\s+at /.test(line))).toContain(
      'failure-report.spec.ts',
    );
  });

  it('tells the first of several in full, and a line with its place for each other one', () => {
    const { message } = failureOf(({ expectObservable }) => {
      expectObservable(of(1)).toBe('(a|)', { a: 1 });
      expectObservable(of(1)).toBe('(a|)', { a: 2 });
      expectObservable(throwError(() => new Error('no'))).toBe('|');
      expectObservable(of(1)).toBe('');
    });
    expect(message).toMatch(/^expectObservable\(…\) is not as drawn: 2 was expected at 0 ms, but 1 came\.\n/);
    expect(message.split('\n').slice(-3)).toEqual([
      '2 more differ:',
      expect.stringMatching(
        /the end was expected at 0 ms, but the error Error: no came.* \(.*spec\.ts:\d+:\d+\)$/,
      ),
      expect.stringMatching(/nothing more was expected, but 1 came at 0 ms\. \(.*spec\.ts:\d+:\d+\)$/),
    ]);
  });

  it('draws the messages and values of a long test that are near', () => {
    const { message } = failureOf(({ main, renderer, expectObservable }) => {
      const numbers = renderer.channel<number>('x');
      interval(1).pipe(take(100)).subscribe(numbers);
      const values = Object.fromEntries([...letters].map((letter, n) => [letter, n]));
      expectObservable(main.channel<number>('x')).toBe(`-${letters}`, values);
    });
    expect(message).toContain('(the first difference is number 53)');
    expect(message).toContain('The wire has carried 100 messages; 20 of them are drawn.');
    expect(message).toContain('send x [52]');
    expect(message).not.toContain('send x [30]');
    expect(message.split('\n').length).toBeLessThan(70);
  });
});

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
