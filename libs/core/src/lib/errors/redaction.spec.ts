import { Observable, firstValueFrom, lastValueFrom, throwError } from 'rxjs';
import {
  call,
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  electronJson,
  expose,
  registerError,
  stream,
  structured,
  sync,
  wrap,
  type Frame,
  type MainOptions,
  type RedactError,
  type RendererKind,
  type Transport,
} from '../../index.js';

const SECRET = 'postgres://admin:hunter2@db';
const FIXED = 'An error that could not be redacted.';

const contract = defineContract({
  ask: call<void, string>(),
  rows: stream<void, string>(),
  upload: stream<Observable<string>, string>(),
  config: sync<[], string>(),
});
const offered = defineContract('window', { title: call<void, string>() });

/** The link, and all text that it carried to the renderer or to main. */
function spied(transport: Transport, texts: string[]): Transport {
  const send = transport.send.bind(transport);
  const { sendSync } = transport;
  return Object.assign(Object.create(transport) as Transport, {
    send(frame: Frame, ...rest: never[]) {
      texts.push(textOf(frame));
      return send(frame, ...rest);
    },
    ...(sendSync !== undefined && {
      sendSync(frame: Frame, timeoutMs: number) {
        const answer = sendSync.call(transport, frame, timeoutMs);
        texts.push(textOf(answer));
        return answer;
      },
    }),
  });
}

function textOf(frame: Frame): string {
  return typeof frame === 'string' ? frame : JSON.stringify(frame);
}

function setUp(options: MainOptions = {}, kind: RendererKind = 'window') {
  const texts: string[] = [];
  const main = createMain(options);
  const [mainEnd, rendererEnd] = createMemoryLink();
  const webContents = main.connect(spied(mainEnd, texts), { kind });
  const { codec = electronJson, redactError } = options;
  const renderer = createRenderer(spied(rendererEnd, texts), { codec, ...(redactError && { redactError }) });
  return { main, webContents, renderer, api: wrap(renderer, contract), texts };
}

type Wired = ReturnType<typeof setUp>;

/** All paths by which a thrown value leaves a process. Each returns the error that the caller gets. */
const paths: Readonly<Record<string, (wired: Wired, thrown: unknown) => Promise<unknown>>> = {
  'a call': ({ main, api }, thrown) => {
    expose(main, contract, { ...handlers, ask: fail(thrown) });
    return api.ask();
  },
  'an asynchronous call': ({ main, api }, thrown) => {
    expose(main, contract, { ...handlers, ask: () => Promise.reject(thrown as Error) });
    return api.ask();
  },
  'a stream': ({ main, api }, thrown) => {
    expose(main, contract, { ...handlers, rows: () => throwError(() => thrown) });
    return firstValueFrom(api.rows());
  },
  'a generator': ({ main, api }, thrown) => {
    async function* rows(): AsyncGenerator<string> {
      yield await Promise.resolve('first');
      throw thrown;
    }
    expose(main, contract, { ...handlers, rows });
    return lastValueFrom(api.rows());
  },
  'the input of a stream': ({ main, api }, thrown) =>
    new Promise((_, reject) => {
      const upload = (input$: Observable<string>) =>
        new Observable<string>((subscriber) => {
          input$.subscribe({ error: reject });
          subscriber.next('started');
        });
      expose(main, contract, { ...handlers, upload });
      api.upload(throwError(() => thrown)).subscribe({ error: reject });
    }),
  invoke: ({ main, renderer }, thrown) => {
    main.ipcMain.handle('x', fail(thrown));
    return renderer.ipcRenderer.invoke('x');
  },
  'an asynchronous invoke': ({ main, renderer }, thrown) => {
    main.ipcMain.handle('x', () => Promise.resolve().then(fail(thrown)));
    return renderer.ipcRenderer.invoke('x');
  },
  'a sync member': ({ main, api }, thrown) => {
    expose(main, contract, { ...handlers, config: fail(thrown) });
    return attempt(() => api.config());
  },
  'a call of main': ({ webContents, renderer }, thrown) => {
    expose(renderer, offered, { title: fail(thrown) });
    return wrap(webContents, offered).title();
  },
};

const handlers = {
  ask: () => '',
  rows: () => new Observable<string>(),
  upload: () => new Observable<string>(),
  config: () => '',
};

function fail(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

async function attempt(look: () => unknown): Promise<unknown> {
  await Promise.resolve();
  return look();
}

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('Nothing was thrown.');
    },
    (reason: unknown) => reason,
  );
}

class SecretError extends Error {
  readonly dsn = SECRET;
}

class Gate extends AggregateError {}

/** Thrown values that hold the secret, each in another place. */
const secrets: Readonly<Record<string, () => unknown>> = {
  'a text': () => SECRET,
  'an object': () => ({ dsn: SECRET }),
  'an object without a prototype': () => Object.assign(Object.create(null) as object, { dsn: SECRET }),
  'a list': () => [SECRET],
  'a function': () => Object.assign(() => SECRET, { toString: () => SECRET }),
  'a symbol': () => Symbol(SECRET),
  'a class instance': () =>
    new (class {
      readonly dsn = SECRET;
      toString = () => SECRET;
    })(),
  'an error': () => new Error(SECRET),
  'an error with properties': () => Object.assign(new Error('x'), { config: { headers: { auth: SECRET } } }),
  'an error whose code is the secret': () => Object.assign(new Error('x'), { code: SECRET }),
  'an error with a cause that is a text': () => new Error('x', { cause: SECRET }),
  'an error with a cause that is data': () => new Error('x', { cause: { dsn: SECRET } }),
  'an error with a cause that is a Map': () => new Error('x', { cause: new Map([[SECRET, SECRET]]) }),
  'an error with a cause of a cause': () =>
    new Error('x', { cause: new Error('y', { cause: new SecretError(SECRET) }) }),
  'an error of errors': () => new AggregateError([SECRET, new Error(SECRET), { dsn: SECRET }], SECRET),
  'an error of errors with a cause in one': () => new Gate([new Error('x', { cause: { dsn: SECRET } })], 'x'),
  'an error with a name that is the secret': () => Object.assign(new Error('x'), { name: SECRET }),
  'an error of a class whose name is the secret': () =>
    new (class extends Error {
      static override readonly name = SECRET;
    })('x'),
  'an error with a stack that is the secret': () => Object.assign(new Error('x'), { stack: SECRET }),
  'a DOMException': () => new DOMException(SECRET, SECRET),
  'an error in a property': () => Object.assign(new Error('x'), { inner: new Error(SECRET) }),
};

const redactions: Readonly<Record<string, { readonly redactError: unknown; readonly expected: string }>> = {
  'hides all': { redactError: () => ({ name: 'Hidden', message: 'hidden' }), expected: 'hidden' },
  throws: { redactError: fail(new Error('broken')), expected: FIXED },
  'returns undefined': { redactError: () => undefined, expected: FIXED },
  'gives null': { redactError: () => null, expected: FIXED },
  'returns a string': { redactError: () => 'hidden', expected: FIXED },
  'returns a promise': {
    redactError: () => Promise.resolve({ name: 'Hidden', message: 'hidden' }),
    expected: FIXED,
  },
  'returns a promise that rejects': {
    redactError: () => Promise.reject(new Error('broken')),
    expected: FIXED,
  },
  'returns no message': { redactError: () => ({ name: 'Hidden' }), expected: FIXED },
  'returns a name that is not a string': {
    redactError: () => ({ name: 7, message: 'hidden' }),
    expected: FIXED,
  },
  'returns an object that throws': {
    redactError: () => ({
      name: 'Hidden',
      get message() {
        return fail(new Error(SECRET))();
      },
    }),
    expected: FIXED,
  },
  'returns a revoked proxy': {
    redactError: () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    expected: FIXED,
  },
  'returns a further value that cannot be carried': {
    redactError: () => ({ name: 'Hidden', message: 'hidden', when: () => 1, who: Symbol('s') }),
    expected: 'hidden',
  },
};

const wheres = Object.keys(paths).flatMap((path) => [
  { path, codec: electronJson },
  { path, codec: structured },
]);

describe.each(wheres)('$path, by $codec.name', ({ path, codec }) => {
  let warn: jest.SpyInstance;
  beforeEach(() => (warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)));
  afterEach(() => warn.mockRestore());

  // All kinds of failure on one path. On the other paths, only the kinds with different results.
  const titles = Object.keys(redactions).filter(
    (title) => path === 'a call' || ['hides all', 'throws', 'returns undefined'].includes(title),
  );

  it.each(titles)('sends nothing of the error if redactError %s', async (title) => {
    const { redactError, expected } = redactions[title]!;
    for (const [what, make] of Object.entries(secrets)) {
      const wired = setUp({ codec, redactError: redactError as RedactError });
      const got = await outcome(paths[path]!(wired, make()));
      expect([what, (got as Error).message]).toEqual([what, expect.stringContaining(expected)]);
      expect([what, wired.texts.filter((text) => text.includes(SECRET))]).toEqual([what, []]);
      expect(deepText(got)).not.toContain(SECRET);
    }
  });

  it('warns of a redactError that fails, and keeps the connection', async () => {
    const wired = setUp({ codec, redactError: fail(new Error('broken')) });
    await outcome(paths[path]!(wired, new Error('x')));
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('redactError'), 'CulvertWarning');
  });

  it('passes all data of the thrown value to redactError', async () => {
    for (const [what, make] of Object.entries(secrets)) {
      const seen: unknown[] = [];
      const redactError: RedactError = (error) => {
        seen.push(error, error.stack, error.name, error['inner']);
        return { name: 'Hidden', message: 'hidden' };
      };
      await outcome(paths[path]!(setUp({ codec, redactError }), make()));
      if (what !== 'an error of a class whose name is the secret') {
        expect([
          what,
          seen
            .map((part) => deepText(part))
            .join()
            .includes(SECRET),
        ]).toEqual([what, true]);
      }
    }
  });
});

/** All text within a value. */
function deepText(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const map = value instanceof Map ? [...(value as Map<unknown, unknown>)].flat<unknown[], 1>(1) : [];
  const parts = [
    ...Reflect.ownKeys(value).map((key) => Reflect.get(value, key) as unknown),
    ...map,
    (value as Error).name,
    (value as Error).message,
  ];
  return parts.map((part) => deepText(part, seen)).join('\n');
}

describe('a value that is not an error', () => {
  const redacted = async (thrown: unknown, redactError?: RedactError) => {
    const wired = setUp(redactError && { redactError });
    return outcome(paths['a call']!(wired, thrown));
  };

  it('arrives unchanged by default, in a window as well', async () => {
    expect(await redacted({ reason: ['busy'] })).toEqual({ reason: ['busy'] });
    expect(await redacted('busy')).toBe('busy');
    expect(await redacted(undefined)).toBeUndefined();
    // The value has no `toString` that could describe it.
    const bare = Object.assign(Object.create(null) as object, { reason: 'busy' });
    expect(await redacted(bare)).toEqual({ reason: 'busy' });
    expect(await redacted(bare, (error) => ({ ...error, thrown: error.message }))).toBe('[object Object]');
  });

  it('is passed to redactError as an error, with the value as `thrown`', async () => {
    const asked: unknown[] = [];
    await redacted({ a: 1 }, (error, target, origin) => {
      asked.push(error, target.kind, origin);
      return error;
    });
    expect(asked).toEqual([
      { name: 'Error', message: '[object Object]', thrown: { a: 1 } },
      'window',
      { thrown: { a: 1 }, depth: 0 },
    ]);
  });

  it('may be replaced by another value', async () => {
    expect(await redacted({ a: 1 }, (error) => ({ ...error, thrown: { b: 2 } }))).toEqual({ b: 2 });
  });

  it('is not sent if redactError has hidden only its message', async () => {
    const got = await redacted({ a: SECRET }, (error) => ({ ...error, message: 'hidden' }));
    expect(got).toEqual(new Error('hidden'));
  });
});

describe('the default redaction for', () => {
  class Declared extends Error {
    readonly code = 'E_DECLARED';
    readonly data: unknown;
    constructor(data: unknown, options?: ErrorOptions) {
      super('Declared.', options);
      this.data = data;
    }
  }
  registerError(Declared);
  const kinds: readonly RendererKind[] = ['window', 'webview', 'worker', 'process'];
  const untrusted = (kind: RendererKind) => kind === 'window' || kind === 'webview';
  const axiosLike = () =>
    Object.assign(new Error('Request failed.'), {
      code: 'ERR_BAD_REQUEST',
      config: { headers: { Authorization: SECRET } },
      status: 500,
    });

  describe.each(kinds)('a %s', (kind) => {
    const received = async (thrown: unknown, codec = structured) => {
      const wired = setUp({ codec }, kind);
      const got = (await outcome(paths['a call']!(wired, thrown))) as Error & Record<string, unknown>;
      return { got, sent: wired.texts.join() };
    };

    it('gets name, message and code of any error, and its properties only if it is trusted', async () => {
      const { got, sent } = await received(axiosLike());
      expect(got).toMatchObject({ name: 'Error', message: 'Request failed.', code: 'ERR_BAD_REQUEST' });
      expect(sent.includes(SECRET)).toBe(!untrusted(kind));
      expect(got['status']).toBe(untrusted(kind) ? undefined : 500);
    });

    it('gets no code that is an object, unless it is trusted', async () => {
      const { sent } = await received(Object.assign(new Error('x'), { code: { dsn: SECRET } }));
      expect(sent.includes(SECRET)).toBe(!untrusted(kind));
    });

    it('gets the properties of a registered class', async () => {
      const { got } = await received(new Declared({ pid: 1 }));
      expect(got).toBeInstanceOf(Declared);
      expect(got).toMatchObject({ code: 'E_DECLARED', data: { pid: 1 } });
    });

    it('gets no stack in a property, unless it is trusted', async () => {
      const inner = Object.assign(new Error('x'), { stack: SECRET });
      for (const data of [inner, [inner], { deep: new Map([['k', new Set([inner])]]) }]) {
        const { got, sent } = await received(new Declared(data));
        expect(sent.includes(SECRET)).toBe(!untrusted(kind));
        expect(got).toMatchObject({ code: 'E_DECLARED' });
      }
    });

    it('gets the cause by the same rule: text always, data only if it is trusted', async () => {
      const { got, sent } = await received(new Error('a', { cause: new Error('b', { cause: axiosLike() }) }));
      expect((got.cause as Error).cause).toMatchObject({ code: 'ERR_BAD_REQUEST' });
      expect(sent.includes(SECRET)).toBe(!untrusted(kind));
      const text = await received(new Error('a', { cause: 'text' }));
      expect(text.got.cause).toBe('text');
      const data = await received(new Error('a', { cause: { dsn: SECRET } }));
      expect(data.sent.includes(SECRET)).toBe(!untrusted(kind));
      const members = await received(new AggregateError([{ dsn: SECRET }, axiosLike()], 'a'));
      expect(members.sent.includes(SECRET)).toBe(!untrusted(kind));
    });
  });
});
