import { NEVER, firstValueFrom, map, of, retry, tap, throwError, toArray } from 'rxjs';
import {
  call,
  defineContract,
  event,
  expose,
  registerError,
  stream,
  sync,
  wrap,
  type ContractRequest,
  type Interceptor,
  type MainOptions,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { settled } from '../../../testing/turns.js';

const contract = defineContract({
  kill: call<number, string>(),
  ticks: stream<number, number>(),
  theme: event<string>(),
  config: sync<[], string>(),
});

const handlers = {
  kill: (pid: number) => `killed ${pid}`,
  ticks: (n: number) => of(n),
  config: () => 'dark',
};

function setUp(options: MainOptions = {}) {
  const { main, open } = inProcess(options);
  const opened = open({ kind: 'window', origin: 'https://a.test' });
  return { main, ...opened, api: wrap(opened.renderer, contract) };
}

describe('expose', () => {
  it('serves until it is unsubscribed, and then ends all running calls and streams', async () => {
    const { main, api } = setUp();
    let torn = 0;
    const ticks$ = NEVER.pipe(tap({ unsubscribe: () => torn++ }));
    const aborted: unknown[] = [];
    const exposed = expose(main, contract, {
      ...handlers,
      kill: () => new Promise<never>(() => undefined),
      ticks: () => ticks$,
    });
    const waiting = [api.kill(1), firstValueFrom(api.ticks(1))];
    for (const promise of waiting) promise.catch((error: unknown) => aborted.push(error));
    await settled();
    exposed.unsubscribe();
    await settled();
    expect(aborted).toMatchObject([{ code: 'ERR_CULVERT_NO_HANDLER' }, { code: 'ERR_CULVERT_NO_HANDLER' }]);
    expect(torn).toBe(1);
    await expect(api.kill(1)).rejects.toMatchObject({
      code: 'ERR_CULVERT_NO_HANDLER',
      message: "No handler registered for 'kill'",
    });
    await expect(firstValueFrom(api.ticks(1))).rejects.toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
    expect(() => expose(main, contract, handlers)).not.toThrow();
    expect(await api.kill(2)).toBe('killed 2');
  });

  it('outlives removeHandler of its name: a caller is served, and gets an error after the exposure has ended', async () => {
    const { main, api } = setUp();
    const exposed = expose(main, contract, { ...handlers, ticks: () => NEVER });
    const ended = firstValueFrom(api.ticks(1)).catch((error: unknown) => error);
    for (const name of ['kill', 'ticks', 'config']) main.ipcMain.removeHandler(name);
    expect(await api.kill(1)).toBe('killed 1');
    expect(api.config()).toBe('dark');
    expect(() => main.ipcMain.handle('kill', () => 1)).toThrow('second handler');
    exposed.unsubscribe();
    const code = 'ERR_CULVERT_NO_HANDLER';
    expect(await ended).toMatchObject({ code });
    await expect(api.kill(1)).rejects.toMatchObject({ code });
    await expect(firstValueFrom(api.ticks(1))).rejects.toMatchObject({ code });
    expect(() => api.config()).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_SYNC_NO_LISTENER' }) as Error,
    );
    main.ipcMain.handle('kill', () => 'a plain handler');
  });

  it('takes a name once, also against ipcMain.handle, and takes all names or none', () => {
    const { main } = setUp();
    main.ipcMain.handle('ticks', () => 1);
    expect(() => expose(main, contract, handlers)).toThrow(
      "Attempted to register a second handler for 'ticks'",
    );
    main.ipcMain.removeHandler('ticks');
    expose(main, contract, handlers);
    for (const name of ['kill', 'ticks', 'config']) {
      expect(() => main.ipcMain.handle(name, () => 1)).toThrow(
        `Attempted to register a second handler for '${name}'`,
      );
    }
  });

  it('refuses missing handlers, extra handlers, and invalid owners', () => {
    const { main, renderer, webContents } = setUp();
    const { kill: _, ...missing } = handlers;
    expect(() => expose(main, contract, missing as never)).toThrow("'kill' has no handler");
    expect(() => expose(main, contract, { ...handlers, more: () => 1 } as never)).toThrow(
      "'more' cannot be served here",
    );
    expect(() => expose(main, contract, { ...handlers, theme: () => 1 } as never)).toThrow(
      "'theme' cannot be served here",
    );
    expect(() => expose(renderer, contract, handlers as never)).toThrow("'config' cannot be served here");
    const { config: _config, ...served } = handlers;
    expect(() => expose(renderer, contract, served)).not.toThrow();
    expect(() => expose(webContents as never, contract, handlers)).toThrow(
      'expose needs a main or a renderer',
    );
    expect(() => expose({} as never, contract, handlers)).toThrow('of Culvert');
    expect(() => wrap(webContents, contract, { to: 2 } as never)).toThrow('Only a renderer');
  });
});

describe('policy', () => {
  it('sees calls and streams before their handler, and sees the target if that is another renderer', async () => {
    const asked: unknown[] = [];
    const { main, renderer, webContents, api } = setUp({
      policy: (request) => {
        asked.push(request);
        return request.kind === 'send' ? true : { deny: 'not today' };
      },
    });
    const kill = jest.fn();
    expose(main, contract, { ...handlers, kill });
    await expect(api.kill(1)).rejects.toMatchObject({
      code: 'ERR_CULVERT_DENIED',
      message: "'kill': the policy denied this call: not today",
    });
    await expect(firstValueFrom(api.ticks(1))).rejects.toMatchObject({ code: 'ERR_CULVERT_DENIED' });
    await expect(wrap(renderer, contract, { to: renderer.id }).kill(1)).rejects.toMatchObject({
      code: 'ERR_CULVERT_DENIED',
    });
    const sender = { id: webContents.id, kind: 'window', origin: 'https://a.test' };
    expect(asked).toEqual([
      { kind: 'call', channel: 'kill', sender },
      { kind: 'stream', channel: 'ticks', sender },
      { kind: 'call', channel: 'kill', sender, target: sender },
    ]);
    expect(kill).not.toHaveBeenCalled();
  });
});

describe('limits', () => {
  it('count open streams and open calls separately', async () => {
    const { main, api } = setUp({ limits: { openStreams: 2, pendingCalls: 2 } });
    expose(main, contract, {
      ...handlers,
      kill: () => new Promise<never>(() => undefined),
      ticks: () => NEVER,
    });
    const open = [api.ticks(1), api.ticks(2)].map((ticks$) => ticks$.subscribe({ error: () => undefined }));
    void api.kill(1).catch(() => undefined);
    await expect(firstValueFrom(api.ticks(3))).rejects.toMatchObject({
      code: 'ERR_CULVERT_TOO_MANY_PENDING',
      message: "'ticks': 2 streams are already open.",
    });
    open[0]!.unsubscribe();
    const failed = jest.fn();
    const third = api.ticks(3).subscribe({ error: failed });
    void api.kill(2).catch(() => undefined);
    await expect(api.kill(3)).rejects.toMatchObject({ code: 'ERR_CULVERT_TOO_MANY_PENDING' });
    expect([third.closed, failed.mock.calls]).toEqual([false, []]);
    main.close();
  });

  it('refuse an invalid demand at the call', () => {
    const { api } = setUp();
    for (const highWaterMark of [0, -1, 1.5, NaN, Infinity]) {
      expect(() => api.ticks(1, { highWaterMark })).toThrow(
        "'ticks': highWaterMark must be an integer, from 1 to",
      );
    }
    expect(() => api.ticks(1, { overflow: 'all' as never })).toThrow("'ticks': overflow must be");
  });
});

describe('interceptors', () => {
  it('run around calls and streams on both sides, with the first one outermost', async () => {
    const { main, renderer } = setUp();
    const log: string[] = [];
    const logging =
      (name: string): Interceptor =>
      (request, next) => {
        log.push(`${name} ${request.kind} ${request.channel} ${request.side} ${request.sender?.id ?? '-'}`);
        return next(request).pipe(tap((value) => log.push(`${name} got ${String(value)}`)));
      };
    const adding: Interceptor = (request, next) =>
      next({
        ...request,
        input: (request.input as number) + 1,
        headers: { ...request.headers, by: 'adding' },
      });
    expose(
      main,
      contract,
      { ...handlers, kill: (pid, { headers }) => `${pid} ${headers['by']}` },
      { interceptors: [logging('served')] },
    );
    const api = wrap(renderer, contract, { interceptors: [logging('outer'), adding, logging('inner')] });
    expect(await api.kill(1, { headers: { by: 'me', more: 'x' } })).toBe('2 adding');
    expect(log).toEqual([
      'outer call kill wrap -',
      'inner call kill wrap -',
      'served call kill expose 1',
      'served got 2 adding',
      'inner got 2 adding',
      'outer got 2 adding',
    ]);
    expect(await firstValueFrom(api.ticks(1))).toBe(2);
  });

  it('can retry, answer, and refuse a call', async () => {
    const { main, renderer } = setUp();
    let attempts = 0;
    const refuseB: Interceptor = ({ channel, sender }, next) =>
      sender?.kind === 'window' && channel === 'ticks'
        ? throwError(() => new RangeError('no'))
        : next({} as ContractRequest);
    expose(
      main,
      contract,
      {
        ...handlers,
        kill: () => {
          if (++attempts < 3) throw new Error('again');
          return 'done';
        },
      },
      { interceptors: [refuseB] },
    );
    const api = wrap(renderer, contract, { interceptors: [(request, next) => next(request).pipe(retry(2))] });
    expect(await api.kill(1)).toBe('done');
    await expect(firstValueFrom(api.ticks(1))).rejects.toBeInstanceOf(RangeError);
    const cached = wrap(renderer, contract, { interceptors: [() => of('cached')] });
    expect(await cached.kill(1)).toBe('cached');
  });
});

class Refused extends Error {
  readonly code = 'EREFUSED';
  readonly data: object;
  constructor(data: object, options?: ErrorOptions) {
    super('Refused.', options);
    this.data = data;
  }
}

describe('errors', () => {
  const thrown: readonly (readonly [string, unknown, unknown])[] = [
    ['undefined', undefined, undefined],
    ['null', null, null],
    ['a text', 'text', 'text'],
    ['a number', 7, 7],
    ['an object', { code: 1 }, { code: 1 }],
    ['a Promise', Promise.resolve(1), new Error('[object Promise]')],
    ['a function', Math.max, new Error('function max() { [native code] }')],
    ['a symbol', Symbol('x'), new Error('Symbol(x)')],
    ['an error', new RangeError('out'), new RangeError('out')],
  ];

  it.each(thrown)('settle a call for any thrown value: %s', async (_name, value, expected) => {
    const { main, renderer, webContents } = setUp();
    const throwing = () => {
      throw value;
    };
    expose(main, contract, {
      ...handlers,
      kill: throwing,
      ticks: () => throwError(() => value),
      config: throwing,
    });
    const api = wrap(renderer, contract);
    const caught = async (promise: Promise<unknown>) =>
      promise.then(
        () => 'settled',
        (reason: unknown) => [reason],
      );
    expect(await caught(api.kill(1))).toEqual([expected]);
    expect(await caught(firstValueFrom(api.ticks(1)))).toEqual([expected]);
    const offered = defineContract('r', { later: call<void, void>() });
    expose(renderer, offered, { later: () => Promise.reject(value as Error) });
    expect(await caught(wrap(webContents, offered).later())).toEqual([expected]);
  });

  it('settle a call with a result that cannot be sent, and name the path', async () => {
    const { main, renderer } = setUp({});
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expose(main, contract, { ...handlers, kill: () => loop as never, ticks: () => [() => 1] as never });
    const api = wrap(renderer, contract);
    await expect(api.kill(1)).resolves.toBeDefined();
    expect(await firstValueFrom(api.ticks(1).pipe(map(String), toArray()))).toEqual(['null']);
  });

  it('lose an unregistered class, and keep a registered class and its subclasses', async () => {
    const { main, api } = setUp();
    class Heir extends Refused {}
    expose(main, contract, {
      ...handlers,
      kill: () => {
        throw new Heir({ pid: 1 }, { cause: new Refused({ pid: 2 }, { cause: 'a text' }) });
      },
    });
    const before = await api.kill(1).catch((reason: unknown) => reason as Refused);
    expect(before).not.toBeInstanceOf(Refused);
    // A window gets the properties only of registered classes.
    expect(before).toMatchObject({ code: 'EREFUSED' });
    expect(before).not.toHaveProperty('data');
    registerError(Refused);
    const after = await api.kill(1).catch((reason: unknown) => reason as Refused);
    expect(after).toBeInstanceOf(Refused);
    expect(after).toMatchObject({
      name: 'Error',
      code: 'EREFUSED',
      data: { pid: 1 },
      cause: { data: { pid: 2 }, cause: 'a text' },
    });
    expect((after as Refused).cause).toBeInstanceOf(Refused);
  });

  it('cross a border as redactError decides', async () => {
    const seen = async (options: MainOptions) => {
      const { main, api } = setUp(options);
      expose(main, contract, {
        ...handlers,
        kill: () => {
          throw new Refused({ secret: 1 }, { cause: new Error('inner') });
        },
      });
      return api.kill(1).catch((reason: unknown) => reason as Refused);
    };
    const byDefault = (await seen({})) as Refused;
    // The stack shows the call site of the caller, and no frame of main.
    expect(byDefault.stack).toMatch(/^Error: Refused\.\n {4}at 'kill' \(in another process\)\n/);
    const trusting = (await seen({ redactError: (error) => error })) as Refused;
    expect(trusting.stack).toMatch(
      /^Error: Refused\.\n {4}at .*expose\.spec\.ts[\s\S]*in another process[\s\S]*expose\.spec\.ts/,
    );
    expect((trusting.cause as Error).stack).toContain('expose.spec.ts');
    const strict = await seen({ redactError: ({ name }) => ({ name, message: 'Something failed.' }) });
    expect(strict).toMatchObject({ message: 'Something failed.', cause: { message: 'Something failed.' } });
    expect(strict).not.toHaveProperty('data');
  });
});
