import type { Main, Renderer } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import { currentRun } from './current-run.js';
import type { MarbleValues } from './expectations.js';
import type { IpcHelpers, MessageSource, WireSource } from './ipc-helpers.js';

/** The matchers, as `expect` has them. `R` is what a matcher returns. */
export interface IpcMatchers<R> {
  /**
   * Compares an Observable with marbles when virtual time is over, as `expectObservable(source$).toBe` does.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` outside of `runIpc`, and behind `not`
   * @example
   * expect(main.channel('keys')).toEmit('----a-b');
   */
  toEmit(marbles: string, values?: MarbleValues<unknown>, error?: unknown): R;
  /**
   * Compares the answer of a call with marbles, as `expectCall(makeCall).toBe` does.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` outside of `runIpc`, and behind `not`
   * @example
   * expect(() => api.kill({ pid: 1 })).toAnswer('----#', {}, RangeError);
   */
  toAnswer(marbles: string, values?: MarbleValues<unknown>, error?: unknown): R;
  /**
   * Compares the messages of a channel, a link or a direction of one, as `expectMessages(source).toBe` does.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` outside of `runIpc`, and behind `not`
   * @example
   * expect(link().up).toCarry('-a', { a: { kind: 'send', channel: 'keys', args: ['a'] } });
   */
  toCarry(marbles: string, values?: MarbleValues<unknown>): R;
  /**
   * Compares the messages that main or a renderer drops, as `expectDrops(main).toBe` does.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` outside of `runIpc`, and behind `not`
   * @example
   * expect(main).toDrop('--d', { d: { reason: 'unknown-target' } });
   */
  toDrop(marbles: string, values?: MarbleValues<unknown>): R;
}

/** One matcher, as `expect` calls it. It never fails itself: the test does, when virtual time is over. */
export type IpcMatcher = (
  this: { readonly isNot?: boolean | undefined },
  received: unknown,
  marbles: string,
  values?: MarbleValues<unknown>,
  error?: unknown,
) => { readonly pass: true; readonly message: () => string };

type Draw = (
  helpers: IpcHelpers,
  received: never,
) => { toBe: (marbles: string, values?: never, error?: unknown) => void };

/**
 * The matchers for `expect.extend`. They draw an expectation of the present test, which is compared when virtual time is
 * over. So the test fails behind its last line, with a stack that starts at the line of the matcher.
 *
 * @example
 * expect.extend(ipcMatchers);
 *
 * test('the keys arrive at main', () =>
 *   runIpc(({ main, renderer, cold }) => {
 *     cold('-a-b').subscribe(renderer.channel('keys'));
 *     expect(main.channel('keys')).toEmit('-a-b');
 *   }));
 */
export const ipcMatchers: { readonly [Name in keyof IpcMatchers<void>]: IpcMatcher } = {
  toEmit: matcher('toEmit', (helpers, source$: Observable<unknown>) => helpers.expectObservable(source$)),
  toAnswer: matcher('toAnswer', (helpers, makeCall: () => unknown) => helpers.expectCall(makeCall)),
  toCarry: matcher('toCarry', (helpers, source: MessageSource & WireSource) =>
    helpers.expectMessages(source),
  ),
  toDrop: matcher('toDrop', (helpers, of: Main & Renderer) => helpers.expectDrops(of)),
};

function matcher(name: keyof IpcMatchers<void>, draw: Draw): IpcMatcher {
  return function drawn(received, marbles, values, error) {
    if (this.isNot === true)
      throw invalidArgument(
        `not.${name} is not possible: the marbles are compared when virtual time is over.`,
      );
    currentRun(name).drawnBy(drawn, (helpers) => {
      draw(helpers, received as never).toBe(marbles, values as never, error);
    });
    return { pass: true, message: () => '' };
  };
}

/*
 * One declaration for Jest's `@types/jest` and for Vitest, which has the same interface, and one for `@jest/globals`. A
 * project needs neither of them.
 */
declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends IpcMatchers<R> {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends IpcMatchers<R> {}
}
