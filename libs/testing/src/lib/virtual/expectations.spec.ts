import { call, defineContract, expose, stream, wrap } from '@culvert/core';
import { EMPTY, interval, map, of, take, throwError, type Observable } from 'rxjs';
import type { IpcHelpers } from './ipc-helpers.js';
import { runIpcAsync } from './run-ipc-async.js';
import { runIpc } from './run-ipc.js';

const contract = defineContract({ double: call<number, number>(), ticks: stream<number, number>() });

class NotFound extends Error {
  readonly code = 'ENOENT';
}

const notFound = new NotFound('no such file: a.txt');

describe('a # in a drawing', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['its class', NotFound],
    ['a class above', Error],
    ['its code', 'ENOENT'],
    ['a part of its message', 'no such file'],
    ['a RegExp for its message', /a\.txt$/],
    ['a RegExp for its code', /^ENO/],
    ['its fields', { code: 'ENOENT' }],
    ['a matcher', expect.objectContaining({ code: 'ENOENT' })],
    ['the error itself', notFound],
  ])('matches an error by %s', (_name, expected) => {
    runIpc(
      ({ expectObservable }) => void expectObservable(throwError(() => notFound)).toBe('#', {}, expected),
    );
  });

  it.each<[string, unknown]>([
    ['another class', RangeError],
    ['another code', 'EACCES'],
    ['another RegExp', /b\.txt/],
    ['other fields', { code: 'EACCES' }],
    ['a matcher', expect.objectContaining({ code: 'EACCES' })],
    ['another error', new Error('no such file: b.txt')],
  ])('does not match an error by %s', (_name, expected) => {
    expect(() =>
      runIpc(({ expectObservable }) => {
        expectObservable(throwError(() => notFound)).toBe('#', {}, expected);
      }),
    ).toThrow('NotFound ENOENT: no such file: a.txt');
  });

  it.each([
    ['a text', 'gone', 'gone'],
    ['a text by a RegExp', 'gone', /^g/],
    ['data', { reason: 'gone', at: 1 }, { reason: 'gone' }],
  ])('matches %s that was thrown', (_name, thrown, expected) => {
    runIpc(({ expectObservable }) => void expectObservable(throwError(() => thrown)).toBe('#', {}, expected));
  });

  it('is neither the end nor a value', () => {
    for (const [source$, marbles] of [
      [EMPTY, '#'],
      [of('a'), '#'],
      [throwError(() => notFound), '|'],
    ] as const)
      expect(() =>
        runIpc(({ expectObservable }) => void expectObservable<unknown>(source$).toBe(marbles)),
      ).toThrow();
  });
});

describe('expectObservable', () => {
  const one$ = of(1);

  it.each<[string, Observable<unknown>, string, Record<string, unknown>]>([
    ['another value', one$, '(a|)', { a: 2 }],
    ['another time', one$, '-(a|)', { a: 1 }],
    ['a value too many', of(1, 2), '(a|)', { a: 1 }],
    ['a value too few', one$, '(ab|)', { a: 1, b: 2 }],
    [
      'no end',
      interval(1).pipe(
        map(() => 1),
        take(1),
      ),
      '-a',
      { a: 1 },
    ],
    ['no start', EMPTY, '', {}],
    ['a field too many', of({ a: 1, b: 2 }), '(a|)', { a: { a: 1 } }],
  ])('fails for %s', (_name, source$, marbles, values) => {
    expect(() =>
      runIpc(({ expectObservable }) => void expectObservable(source$).toBe(marbles, values)),
    ).toThrow('is not as drawn');
  });

  it('compares Observables within values, and two Observables', () => {
    runIpc(({ cold, expectObservable }) => {
      const inner$ = cold('-x|');
      expectObservable(cold('-a', { a: inner$ })).toBe('-a', { a: cold('-x|') });
      expectObservable(interval(2).pipe(take(2))).toEqual(cold('--a-(b|)', { a: 0, b: 1 }));
    });
    expect(() =>
      runIpc(({ cold, expectObservable }) => expectObservable(cold('-a')).toEqual(cold('--a'))),
    ).toThrow('is not as drawn');
    expect(() =>
      runIpc(({ cold, expectObservable }) => {
        expectObservable(cold('-a', { a: cold('-x|') })).toBe('-a', { a: cold('--x|') });
      }),
    ).toThrow('is not as drawn');
  });

  it('compares at each flush, and refuses a toBe behind the first value', () => {
    runIpc(({ cold, flush, expectObservable }) => {
      expectObservable(cold('-a')).toBe('-a');
      flush();
      expectObservable(cold('-a')).toBe('--a');
      expect(flush).toThrow('is not as drawn');
    });
    expect(() =>
      runIpc(({ cold, flush, expectObservable }) => {
        const late = expectObservable(cold('-a'));
        flush();
        late.toBe('-a');
      }),
    ).toThrow('The first value has come already');
  });

  it.each<[string, (helpers: IpcHelpers) => unknown]>([
    ['expectObservable(…)', ({ expectObservable }) => expectObservable(of(1))],
    [
      'expectCall(() => renderer.invoke$(',
      ({ renderer, expectCall }) => expectCall(() => renderer.invoke$('x'), '-^!'),
    ],
    ['expectMessages(up of renderer 1)', ({ link, expectMessages }) => expectMessages(link().up)],
    ['expectState(', ({ expectState }) => expectState(({ endpoints }) => endpoints[1])],
    ['expectDrops()', ({ expectDrops }) => expectDrops()],
    ['expectSubscriptions', ({ cold, expectSubscriptions }) => expectSubscriptions(cold('').subscriptions)],
  ])('fails the test without a toBe, at its line: %s', async (name, forget) => {
    const failure = expect.objectContaining({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: expect.stringMatching(/^[^]+ has no toBe, so it compares nothing\./),
      stack: expect.stringMatching(/^TypeError: [^\n]+\n +at (forget|.*expectations\.spec)/),
    }) as Error;
    const test = (helpers: object) => void forget(helpers as IpcHelpers);
    expect(() => runIpc(test)).toThrow(failure);
    expect(() => runIpc(test)).toThrow(name);
    await expect(runIpcAsync(test)).rejects.toThrow(failure);
  });

  it('compares subscriptions', () => {
    const subscribe = (marbles: string | string[]) =>
      runIpc(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-b');
        expectObservable(source, '-^-!').toBe('--a');
        expectObservable(source, '--^').toBe('---a-b');
        expectSubscriptions(source.subscriptions).toBe(marbles);
      });
    subscribe(['-^-!', '--^']);
    for (const wrong of ['-^-!', ['-^--!', '--^'], ['-^-!', '-^'], []]) {
      expect(() => subscribe(wrong)).toThrow('expectSubscriptions is not as drawn');
    }
  });
});

describe('expectMessages', () => {
  it('draws what each direction of a link has carried, when it was sent', () => {
    runIpc(({ main, renderer, link, cold, expectMessages }) => {
      const wire = link({ latency: '3ms', drop: '------x' });
      cold('-a----b').subscribe(renderer.channel<string>('keys'));
      cold('-c').subscribe(main.channel<string>('told'));
      const a = { kind: 'send', channel: 'keys', args: ['a'] } as const;
      const b = { ...a, args: ['b'] };
      const c = { kind: 'deliver', channel: 'told', args: ['c'] } as const;
      expectMessages(wire.up).toBe('-a----b', { a, b: { ...b, lost: true } });
      expectMessages(wire.down).toBe('-c--', { c });
      expectMessages(wire).toBe('-(ac)-b', {
        a: { ...a, direction: 'up' },
        b,
        c: { ...c, direction: 'down' },
      });
    });
  });

  it('draws calls, streams and their demand', () => {
    runIpc(({ main, renderer, link, expectMessages, expectCall }) => {
      const wire = link({ latency: '5ms' });
      expose(main, contract, { double: (n) => 2 * n, ticks: (ms) => interval(ms).pipe(take(2)) });
      const api = wrap(renderer, contract);
      expectCall(() => api.double(2)).toBe('10ms (a|)', { a: 4 });
      expectCall(() => api.ticks(1, { highWaterMark: 2 })).toBe('11ms a(b|)', { a: 0, b: 1 });
      expectMessages(wire.up).toBe('(cs) 7ms dd', {
        c: { kind: 'call', channel: 'double', seq: 1, args: [2] },
        s: { kind: 'stream', channel: 'ticks', seq: 2, items: 2 },
        d: { kind: 'demand', items: 1 },
      });
      expectMessages(wire.down).toBe('-----ra(be)', {
        r: { kind: 'reply', seq: 1, ok: true, args: [4] },
        a: { kind: 'items', seq: 2, items: [0] },
        b: { kind: 'items', seq: 2, items: [1] },
        e: { kind: 'reply', seq: 2, ok: true },
      });
    });
  });

  it('fails for another message', () => {
    expect(() =>
      runIpc(({ renderer, link, cold, expectMessages }) => {
        cold('-a').subscribe(renderer.channel<string>('keys'));
        expectMessages(link().up).toBe('-a', { a: { channel: 'other' } });
      }),
    ).toThrow('expectMessages(up of renderer 1) is not as drawn');
  });

  it('shows the messages within the frames of a guest', () => {
    runIpc(({ link, cold, expectMessages }) => {
      const wire = link();
      const guest = wire.addGuest();
      cold('-a').subscribe((value) => guest.renderer.ipcRenderer.sendToHost('x', value));
      expectMessages(wire.up).toBe('-g', {
        g: { kind: 'guestFrame', messages: [expect.objectContaining({ kind: 'sendToHost', args: ['a'] })] },
      });
      expectMessages(wire.down).toBe('-h', { h: { kind: 'deliverToHost', channel: 'x', guestId: 2 } });
      expectMessages(guest.up).toBe('-g', { g: { kind: 'sendToHost', channel: 'x' } });
    });
  });
});

describe('expectState', () => {
  it('draws a part of the state of main, whenever it is another', () => {
    runIpc(({ main, renderer, link, cold, expectState }) => {
      link({ disconnect: '----!' });
      main.ipcMain.handle('never', () => new Promise(() => undefined));
      cold('-a').subscribe(() => renderer.invoke$('never').subscribe({ error: () => undefined }));
      expectState(({ endpoints }) => Object.values(endpoints).map(({ serving }) => serving.length)).toBe(
        'a---n',
        {
          a: [0],
          n: [],
        },
      );
      expectState(({ endpoints }) => Object.values(endpoints).map(({ pending }) => pending.length)).toBe(
        'ab--n',
        {
          a: [0],
          b: [1],
          n: [],
        },
      );
    });
  });
});

describe('expectDrops', () => {
  it('draws what main drops, by some of its fields', () => {
    runIpc(({ renderer, cold, expectDrops }) => {
      cold('--a').subscribe(() => renderer.ipcRenderer.sendTo(99, 'nobody'));
      expectDrops().toBe('--d', { d: { reason: 'unknown-target', channel: 'nobody', to: 99 } });
    });
  });

  it('draws what a renderer drops', () => {
    runIpc(({ main, renderer, cold, expectDrops }) => {
      renderer.start();
      cold('--a').subscribe(main.channel<string>('unheard'));
      expectDrops(renderer).toBe('--d', { d: { reason: 'unheard', channel: 'unheard', count: 1 } });
    });
  });

  it('fails for another drop', () => {
    expect(() =>
      runIpc(({ renderer, expectDrops }) => {
        renderer.ipcRenderer.sendTo(99, 'nobody');
        expectDrops().toBe('d', { d: { reason: 'denied' } });
      }),
    ).toThrow('expectDrops() is not as drawn');
  });
});

describe('a value that a test draws', () => {
  /** Vitest's matchers are objects like these, and `node:test` has none: a test can write one. */
  const even = { asymmetricMatch: (value: unknown) => (value as number) % 2 === 0 };

  it.each<[string, unknown, unknown]>([
    ['expect.any', expect.any(Number), expect.any(String)],
    ['expect.anything', expect.anything(), expect.not.objectContaining({})],
    ['an object with asymmetricMatch', even, { asymmetricMatch: () => false }],
  ])('may be a matcher in every helper: %s', (_name, right, wrong) => {
    const all = (value: unknown) => (helpers: IpcHelpers) => {
      const { main, renderer, link, cold } = helpers;
      const { up } = link({ disconnect: '----!' });
      expose(main, contract, { double: (n) => 2 * n, ticks: () => EMPTY });
      const api = wrap(link().renderer, contract);
      cold('-a', { a: 2 }).subscribe(renderer.channel<number>('x'));
      cold('--a').subscribe(() => renderer.ipcRenderer.sendTo(98, 'nobody'));
      return {
        expectObservable: () => helpers.expectObservable(main.channel('x')).toBe('-a', { a: value }),
        expectCall: () => helpers.expectCall(() => api.double(2)).toBe('(a|)', { a: value }),
        expectMessages: () => helpers.expectMessages(main.channel('x')).toBe('-a', { a: [value] }),
        'expectMessages of a link': () =>
          helpers.expectMessages(up).toBe('-ab', { a: { args: [value] }, b: { to: value as number } }),
        expectState: () =>
          helpers
            .expectState(({ endpoints }) => (endpoints[1] === undefined ? 0 : 2))
            .toBe('a---b', { a: value as never, b: 0 }),
        expectDrops: () => helpers.expectDrops().toBe('--d', { d: { to: value as number } }),
      };
    };
    runIpc((helpers) => Object.values(all(right)(helpers)).forEach((draw) => draw()));
    for (const name of Object.keys(runIpc(all(right))) as (keyof ReturnType<ReturnType<typeof all>>)[])
      expect(() => runIpc((helpers) => all(wrong)(helpers)[name]())).toThrow('is not as drawn');
  });
});
