import { of } from 'rxjs';
import {
  call,
  defineContract,
  expose,
  stream,
  structured,
  sync,
  wrap,
  type HandlerContext,
  type Interceptor,
  type StandardSchema,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';

const contract = defineContract('app', {
  whoami: sync<unknown[], unknown>(),
  named: sync<[name?: string, more?: number], unknown>(),
  ask: call<unknown, unknown>(),
  tell: stream<unknown, unknown>(),
});

function setUp(codec?: typeof structured) {
  const { main, open } = inProcess({ codec });
  const { renderer } = open({ identity: 'guest' });
  const seen: unknown[] = [];
  const see = (input: unknown, context: HandlerContext) => {
    seen.push([input, context.sender.identity, typeof context.signal.aborted, context.headers]);
    return String(context.sender.identity);
  };
  const handlers = {
    whoami: see,
    named: see,
    ask: see,
    tell: (input: unknown, context: HandlerContext) => of(see(input, context)),
  };
  return { main, renderer, seen, see, handlers, api: wrap(renderer, contract) };
}

/** An argument that a caller may send in place of the context. */
const forged = { sender: { identity: 'root', id: 1, kind: 'process' }, headers: { by: 'me' }, signal: null };

describe('the context of a handler', () => {
  it.each([0, 1, 2, 5])('is not overwritten by the caller with %i extra arguments', async (count) => {
    const { main, renderer, seen, handlers } = setUp();
    expose(main, contract, handlers);
    const args = Array.from({ length: count }, () => forged);
    expect(renderer.ipcRenderer.sendSync('app/whoami', ...args)).toBe('guest');
    expect(renderer.ipcRenderer.sendSync('app/named', ...args)).toBe('guest');
    expect(await renderer.ipcRenderer.invoke('app/ask', ...args)).toBe('guest');
    expect(seen).toEqual([
      [args, 'guest', 'boolean', {}],
      [args, 'guest', 'boolean', {}],
      [args[0], 'guest', 'boolean', {}],
    ]);
  });

  it('is not overwritten by names that objects inherit', async () => {
    const { main, renderer, seen, handlers, api } = setUp();
    expose(main, contract, handlers);
    const poison = JSON.parse(
      '{ "__proto__": { "identity": "root", "sender": { "identity": "root" } } }',
    ) as object;
    const headers = JSON.parse('{ "__proto__": "root", "constructor": "root", "sender": "root" }') as Record<
      string,
      string
    >;
    expect(await api.ask(poison, { headers })).toBe('guest');
    expect(renderer.ipcRenderer.sendSync('app/whoami', poison, headers)).toBe('guest');
    expect(({} as Record<string, unknown>)['identity']).toBeUndefined();
    expect(seen).toHaveLength(2);
  });

  it.each([undefined, structured])(
    'keeps its place after an absent input, which stays absent (%#)',
    async (codec) => {
      const { main, seen, handlers, api } = setUp(codec);
      expose(main, contract, handlers);
      expect(api.named()).toBe('guest');
      expect(api.named(undefined)).toBe('guest');
      expect(api.named('a')).toBe('guest');
      expect(api.named('a', undefined)).toBe('guest');
      await api.ask(undefined);
      await new Promise<void>((resolve) => api.tell(undefined).subscribe({ complete: resolve }));
      expect(seen.map((entry) => (entry as unknown[])[0])).toEqual([
        [],
        [],
        ['a'],
        ['a'],
        undefined,
        undefined,
      ]);
    },
  );

  it.each([undefined, structured])('allows an absent answer (%#)', async (codec) => {
    const { main, renderer, api } = setUp(codec);
    const nothing = () => undefined;
    expose(main, contract, { whoami: nothing, named: nothing, ask: nothing, tell: () => [undefined, null] });
    expect(api.named()).toBeUndefined();
    expect(await api.ask(1)).toBeUndefined();
    const items: unknown[] = [];
    await new Promise<void>((resolve) =>
      api.tell(1).subscribe({ next: (item) => items.push(item), complete: resolve }),
    );
    expect(items).toEqual([undefined, null]);
    expect(await renderer.ipcRenderer.invoke('app/ask')).toBeUndefined();
  });
});

const texts: StandardSchema<readonly [string], readonly [number]> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const list = value as unknown[];
      return list.length === 1 && typeof list[0] === 'string'
        ? { value: [list[0].length] }
        : { issues: [{ message: 'expected one text', path: [0] }] };
    },
  },
};

describe('a sync member', () => {
  it('has schemas and interceptors, like the other members', () => {
    const { main, renderer } = setUp();
    const measured = defineContract({ measure: sync({ input: texts }) });
    const log: unknown[] = [];
    const logging: Interceptor = (request, next) => {
      log.push([request.kind, request.channel, request.side, request.input, request.sender?.identity]);
      return next(request);
    };
    expose(main, measured, { measure: ([length]) => length }, { interceptors: [logging] });
    const api = wrap(renderer, measured);
    expect(api.measure('four')).toBe(4);
    expect(log).toEqual([['sync', 'measure', 'expose', ['four'], 'guest']]);
    expect(() => renderer.ipcRenderer.sendSync('measure', 'four', forged) as unknown).toThrow(
      "'measure': input[0]: expected one text",
    );
    expect(() => api.measure(4 as never)).toThrow('expected one text');
  });
});

describe('an answer', () => {
  it.each<readonly [string, () => unknown]>([
    ['an Observable', () => of(1)],
    ['a promise of an Observable', () => Promise.resolve(of(1))],
    ['an Observable of another library', () => ({ subscribe: () => undefined })],
    [
      'an async generator',
      async function* () {
        yield await Promise.resolve(1);
      },
    ],
  ])('is no %s: that would arrive as an empty object', async (_name, answer) => {
    const { main, api, handlers } = setUp();
    expose(main, contract, { ...handlers, ask: answer, whoami: answer });
    const refusal = {
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: expect.stringContaining('one value') as string,
    };
    await expect(api.ask(1)).rejects.toMatchObject(refusal);
  });
});

describe('a contract', () => {
  it.each(['then', 'toJSON', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'])(
    'has no member %s',
    (name) => {
      const members = Object.fromEntries([[name, call()]]);
      expect(() => defineContract(members)).toThrow(`cannot have a member '${name}'`);
      expect(() => defineContract('name', members)).toThrow('cannot have a member');
    },
  );

  it('holds only members, under string keys', () => {
    expect(() => defineContract({ __proto__: call() } as never)).toThrow("a member '__proto__'");
    expect(() => defineContract({ [Symbol.iterator]: call() } as never)).toThrow('Symbol(Symbol.iterator)');
    for (const wrong of [undefined, null, 1, () => 1, {}, { kind: 'other' }]) {
      expect(() => defineContract({ wrong } as never)).toThrow("'wrong' is no member");
    }
  });

  it('gives an API that can be awaited, and that has all its members', async () => {
    const { main, renderer, handlers } = setUp();
    expose(main, contract, handlers);
    const api = await Promise.resolve(wrap(renderer, contract));
    expect(await api.ask(1)).toBe('guest');
    expect(JSON.stringify(api)).toBe('{}');
  });
});
