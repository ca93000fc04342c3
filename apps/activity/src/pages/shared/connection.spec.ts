import type { Renderer, RendererStatus } from '@culvert/core';
import { EMPTY, NEVER, of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { backoff, connect } from './connection.js';

function run(
  test: (helpers: Parameters<Parameters<TestScheduler['run']>[0]>[0], scheduler: TestScheduler) => void,
): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => test(helpers, scheduler));
}

const statuses: Readonly<Record<string, RendererStatus>> = { c: 'connecting', l: 'live', x: 'closed' };

describe('connect', () => {
  it('goes live, notices the end, and comes back', () => {
    run(({ cold, expectObservable }, scheduler) => {
      const first = { status$: cold('cl--(x|)', statuses) } as unknown as Renderer;
      const second = { status$: cold('cl-------', statuses) } as unknown as Renderer;
      const connection$ = connect({ first, open: () => of(second), hurry$: NEVER, scheduler });
      expectObservable(connection$).toBe('nl--g 250ms l', {
        n: { status: 'connecting' },
        g: { status: 'gone', attempt: 1, waitMs: 250 },
        l: expect.objectContaining({ status: 'live' }),
      });
    });
  });

  it('waits longer after each failure, and starts anew after a success', () => {
    run(({ cold, expectObservable }, scheduler) => {
      const dead = { status$: cold('(cx|)', statuses) } as unknown as Renderer;
      const alive = { status$: cold('l(x|)', statuses) } as unknown as Renderer;
      const renderers = [dead, alive];
      const connection$ = connect({
        first: dead,
        open: () => of(renderers.shift() ?? dead),
        hurry$: NEVER,
        scheduler,
      });
      const gone = (attempt: number) => ({ status: 'gone', attempt, waitMs: backoff(attempt) });
      expectObservable(connection$, `${250 + 400 + 3}ms !`).toBe('(na) 246ms b 399ms lc', {
        n: { status: 'connecting' },
        a: gone(1),
        b: gone(2),
        l: { status: 'live', renderer: alive },
        c: gone(1),
      });
    });
  });

  it('stays gone while the server that answers is not main', () => {
    run(({ cold, expectObservable }, scheduler) => {
      const dead = { status$: cold('(cx|)', statuses) } as unknown as Renderer;
      const connection$ = connect({ first: dead, open: () => EMPTY, hurry$: NEVER, scheduler });
      const gone = (attempt: number) => ({ status: 'gone', attempt, waitMs: backoff(attempt) });
      expectObservable(connection$, `${250 + 400 + 1}ms !`).toBe('(na) 246ms b 399ms c', {
        n: { status: 'connecting' },
        a: gone(1),
        b: gone(2),
        c: gone(3),
      });
    });
  });

  it('does not wait if the user asks to connect now', () => {
    run(({ cold, hot, expectObservable }, scheduler) => {
      const dead = { status$: cold('(cx|)', statuses) } as unknown as Renderer;
      const alive = { status$: cold('l', statuses) } as unknown as Renderer;
      const connection$ = connect({ first: dead, open: () => of(alive), hurry$: hot('-----h'), scheduler });
      expectObservable(connection$).toBe('(ng)-l', {
        n: { status: 'connecting' },
        g: { status: 'gone', attempt: 1, waitMs: 250 },
        l: { status: 'live', renderer: alive },
      });
    });
  });
});

describe('backoff', () => {
  it('grows to five seconds and no further', () => {
    expect([1, 2, 3, 8, 50].map(backoff)).toEqual([250, 400, 640, 5000, 5000]);
  });
});
