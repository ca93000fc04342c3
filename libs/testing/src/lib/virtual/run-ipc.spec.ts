import { filter, map } from 'rxjs';
import type { IpcHelpers } from './ipc-helpers.js';
import { runIpc } from './run-ipc.js';

function refuse(): never {
  throw new Error('no then');
}

describe('runIpc', () => {
  it('draws both directions of the default wire', () => {
    runIpc(({ main, renderer, cold, expectObservable, expectMessages }) => {
      cold('-a-b').subscribe(renderer.channel<string>('up'));
      cold('--c').subscribe(main.channel<string>('down'));
      expectMessages(main.channel('up')).toBe('-a-b', { a: ['a'], b: ['b'] });
      expectObservable(renderer.channel('down')).toBe('--c');
    });
  });

  it('lets a frame travel for the latency of its wire, in both directions', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ latency: '3ms' });
      cold('-a').subscribe(renderer.channel<string>('ping'));
      main.channel<string>('ping').messages$.subscribe(({ event, args }) => event.reply('pong', ...args));
      expectObservable(main.channel('ping')).toBe('----a');
      expectObservable(renderer.channel('pong')).toBe('-------a');
    });
  });

  it('has renderers with wires of their own, and sendTo between them', () => {
    runIpc(({ renderer, link, cold, expectObservable }) => {
      link({ latency: '1ms' });
      const far = link({ latency: '10ms' });
      cold('a').subscribe(renderer.channel<string>('chat').to(far.renderer.id));
      expectObservable(far.renderer.channel('chat')).toBe('11ms a');
    });
  });

  it('cuts a wire: both ends see it, and frames under way are lost', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      const { webContents } = link({ latency: '3ms', disconnect: '----!' });
      cold('abcd').subscribe(renderer.channel<string>('letters'));
      expectObservable(main.channel('letters')).toBe('---a');
      expectObservable(renderer.status$).toBe('l---(c|)', { l: 'live', c: 'closed' });
      expectObservable(main.state$.pipe(map(({ endpoints }) => Object.keys(endpoints).length))).toBe(
        'b---n',
        { b: 1, n: 0 },
      );
      webContents.once('destroyed', () => main.channel('never').next(1));
    });
  });

  it('fails if the marbles differ', () => {
    expect(() =>
      runIpc(({ main, renderer, cold, expectObservable }) => {
        cold('-a').subscribe(renderer.channel<string>('up'));
        expectObservable(main.channel('up')).toBe('--a');
      }),
    ).toThrow();
  });

  it('shows drops in virtual time', () => {
    runIpc(({ main, renderer, cold, expectObservable }) => {
      cold('--a').subscribe(() => renderer.ipcRenderer.sendTo(99, 'nobody'));
      const drops$ = main.inspect$.pipe(
        filter((item) => item.kind === 'drop'),
        map(({ at, reason }) => [at, reason]),
      );
      expectObservable(drops$).toBe('--d', { d: [2, 'unknown-target'] });
    });
  });

  it.each(['loss', 'latencyMs', 'origin'])('refuses link({ %s }), which does not exist', (name) => {
    runIpc(({ link }) => {
      for (let nth = 0; nth < 2; nth++) {
        expect(() => link({ [name]: '--x' })).toThrow(
          expect.objectContaining({
            code: 'ERR_CULVERT_INVALID_ARGUMENT',
            message: `link has no option '${name}'; it has latency, jitter, drop, duplicate, reorder, disconnect, resume, reload, stop, renderer, info.`,
          }),
        );
        link();
      }
    });
  });

  it.each([{ info: { identity: 'me' } }, { renderer: { callTimeoutMs: 1 } }])(
    'refuses %j for the first link, which exists already',
    (options) => {
      runIpc(({ link }) => {
        expect(() => link(options)).toThrow(
          expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
        );
        link({ info: undefined, renderer: undefined, latency: undefined, disconnect: undefined });
        expect(link(options).renderer.id).toBe(2);
      });
    },
  );

  it('refuses options that main does not have, the scheduler of the test included', () => {
    for (const name of ['scheduler', 'polcy']) {
      const test = jest.fn(() => 1);
      expect(() => runIpc(test, { [name]: undefined })).toThrow(
        expect.objectContaining({ message: expect.stringContaining(`runIpc has no option '${name}'`) }),
      );
      expect(test).not.toHaveBeenCalled();
    }
  });

  it.each([
    ['an async function', async () => undefined],
    ['one that fails', async () => Promise.reject(new Error('never seen'))],
    ['a thenable', () => ({ then: () => undefined })],
    ['a thenable that throws', () => ({ then: () => refuse() })],
    [
      'an object with a then that cannot be read',
      () => Object.defineProperty({}, 'then', { get: () => refuse() }),
    ],
  ] as [string, () => unknown][])('refuses a test that returns a promise: %s', async (_name, test) => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    expect(() => runIpc(test)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining('has returned a promise'),
      }),
    );
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it.each([
    ['no test', [], 'runIpc needs a test'],
    ['a generator function as test', [function* () {}], 'the test is a generator function'],
    ['an async generator function as test', [async function* () {}], 'the test is a generator function'],
    [
      'no channel to expectMessages',
      [({ expectMessages }: IpcHelpers) => expectMessages(undefined as never)],
      'expectMessages needs a channel, a link or a direction of one',
    ],
    [
      'a text to expectMessages',
      [({ expectMessages }: IpcHelpers) => expectMessages('x' as never)],
      'expectMessages needs a channel, a link or a direction of one',
    ],
    ...[5, '---', '', null].map((disconnect): [string, unknown[], string] => [
      `${JSON.stringify(disconnect)} as disconnect of a link`,
      [({ link }: IpcHelpers) => link({ disconnect: disconnect as never })],
      "disconnect needs a '!'",
    ]),
    ...Object.entries({
      jitter: [[-1], 'a list of ms'],
      drop: ['--y', "as in '--x-', and has no 'y'"],
      duplicate: ['--1', "as in '--2', and has no '1'"],
      reorder: ['', "needs a 'r'"],
      resume: ['--|', "has no '|'"],
      reload: ['#', "has no '#'"],
      stop: ['', "needs a 's'"],
      latency: [{ sideways: '3ms' }, "has no option 'sideways'"],
    } satisfies Record<string, [unknown, string]>).map(
      ([name, [value, text]]): [string, unknown[], string] => [
        `${JSON.stringify(value)} as ${name} of a link`,
        [({ link }: IpcHelpers) => link({ [name]: value })],
        text,
      ],
    ),
    ['null options', [() => undefined, null], 'runIpc: options must be an object'],
    ['null for a link', [({ link }: IpcHelpers) => link(null as never)], 'link: options must be an object'],
    [
      'a number for a latency',
      [({ link }: IpcHelpers) => link({ latency: 3 as never })],
      "'3' is no duration",
    ],
  ])('refuses %s, and says what to pass', (_name, args, text) => {
    expect(() => (runIpc as (...given: unknown[]) => unknown)(...args)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(text),
      }),
    );
  });

  it('knows the id of each renderer when link returns', () => {
    runIpc(({ renderer, link }) => {
      link();
      const ids: readonly number[] = [renderer.id, link().renderer.id];
      expect(ids).toEqual([1, 2]);
    });
  });

  it('returns what the test returns', () => {
    expect(runIpc(() => 7)).toBe(7);
  });
});
