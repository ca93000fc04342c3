import { of } from 'rxjs';
import {
  call,
  defineContract,
  electronJson,
  event,
  expose,
  stream,
  structured,
  wrap,
  type Codec,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';

const contract = defineContract({
  ask: call<unknown, unknown>(),
  rows: stream<unknown, unknown>(),
  told: event<unknown>(),
});

let warnings: string[];
let emitWarning: jest.SpyInstance;
beforeEach(() => {
  warnings = [];
  emitWarning = jest
    .spyOn(process, 'emitWarning')
    .mockImplementation((warning: string | Error) => void warnings.push(String(warning)));
});
afterEach(() => emitWarning.mockRestore());

function setUp(codec: Codec = electronJson) {
  const { main, open } = inProcess({ codec });
  return { main, ...open() };
}

class Point {
  readonly x = 1;
}

const cycle: unknown[] = [];
cycle.push(cycle);

const changed: Readonly<Record<string, readonly [value: unknown, what: string]>> = {
  'a Date': [new Date(0), 'a Date becomes a string'],
  'a Map': [new Map(), 'a Map becomes {}'],
  'a Set': [new Set(), 'a Set becomes {}'],
  'a RegExp': [/x/, 'a RegExp becomes {}'],
  'an Error': [new Error('x'), 'an Error becomes its own properties'],
  'a BigInt': [1n, 'a BigInt is lost'],
  NaN: [NaN, 'NaN is lost'],
  Infinity: [-Infinity, '-Infinity is lost'],
  'a function': [() => 1, 'a function is lost'],
  'a symbol': [Symbol('s'), 'a symbol is lost'],
  'undefined in a list': [[undefined], 'undefined becomes null'],
  'a hole': [new Array(1), 'holes become null'],
  'an ArrayBuffer': [new ArrayBuffer(1), 'an ArrayBuffer becomes {}'],
  'a Float64Array': [new Float64Array(1), 'a Float64Array becomes its bytes'],
  'a Promise': [Promise.resolve(), 'a Promise becomes {}'],
  'an AbortSignal': [new AbortController().signal, 'a AbortSignal becomes'],
  'a Blob': [new Blob([]), 'a Blob becomes'],
  'a class instance': [new Point(), 'a Point becomes a plain object'],
  'a Map in a Proxy': [new Proxy(new Map(), {}), 'a Map becomes'],
  'a cycle': [cycle, 'a cycle ends as null'],
};

describe('electronJson, in development', () => {
  it.each(Object.entries(changed))('says what becomes of %s, and where', (_, [value, what]) => {
    const { ipcRenderer } = setUp();
    ipcRenderer.send('x', 'first', { deep: [value] });
    expect(warnings).toEqual([expect.stringContaining(`'x': ${what}`)]);
    expect(warnings[0]).toContain('args[1].deep[0]');
  });

  it('says it once for each channel', () => {
    const { ipcRenderer } = setUp();
    for (let i = 0; i < 3; i++) for (const channel of ['a', 'b']) ipcRenderer.send(channel, new Date());
    ipcRenderer.send('a', new Map());
    expect(warnings).toEqual([expect.stringContaining("'a'"), expect.stringContaining("'b'")]);
  });

  it('says it of inputs, outputs and items, on either side', async () => {
    const { main, renderer, webContents, ipcRenderer } = setUp();
    expose(main, contract, { ask: () => new Map(), rows: () => of(1n) });
    const api = wrap(renderer, contract);
    await api.ask(1);
    await new Promise<void>((complete) => api.rows(1).subscribe({ complete }));
    webContents.send('to the window', NaN);
    main.ipcMain.handle('invoked', () => new Set());
    await ipcRenderer.invoke('invoked');
    await api.rows(new Date()).forEach(() => undefined);
    expect(warnings.map((text) => text.split(' on its way')[0])).toEqual([
      "'ask': a Map becomes {}",
      "'rows': a BigInt is lost",
      "'to the window': NaN is lost",
      "'invoked': a Set becomes {}",
      "'rows': a Date becomes a string",
    ]);
  });

  it.each<[string, unknown[]]>([
    ['plain values', [{ a: [1, 'x', null, true] }]],
    ['nothing', []],
    ['an undefined argument', [undefined]],
    ['an undefined property', [{ a: undefined }]],
    ['-0 and bytes', [-0, new Uint8Array(1), Buffer.alloc(1)]],
    ['an object without a prototype', [Object.assign(Object.create(null) as object, { a: -0 })]],
    ['a key that starts with U+0000', [{ '\u0000': -0 }]],
    ['the same object twice', [contract, contract].map(() => ({ a: -0 }))],
  ])('is silent about %s', (_, args) => {
    setUp().ipcRenderer.send('x', ...args);
    expect(warnings).toEqual([]);
  });

  it('is not stopped by what cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    setUp().ipcRenderer.send('x', proxy);
    expect(warnings).toEqual([expect.stringContaining('that cannot be read')]);
  });

  it('stops after so many messages in which it found nothing', () => {
    const { ipcRenderer } = setUp();
    for (let i = 0; i < 100; i++) ipcRenderer.send('x', -0);
    ipcRenderer.send('x', new Date());
    expect(warnings).toEqual([]);
  });

  it('follows so many channels', () => {
    const { ipcRenderer } = setUp();
    for (let i = 0; i < 1000; i++) ipcRenderer.send(`x${i}`, 1);
    ipcRenderer.send('one more', new Date());
    expect(warnings).toEqual([]);
    ipcRenderer.send('x999', new Date());
    expect(warnings).toHaveLength(1);
  });

  it('looks at a bounded number of values', () => {
    const { ipcRenderer } = setUp();
    ipcRenderer.send('x', -0, new Array(20_000).fill(1).concat(NaN));
    expect(warnings).toEqual([]);
  });
});

it('says nothing where the codec carries it', () => {
  setUp(structured).ipcRenderer.send('x', new Date(), new Map());
  expect(warnings).toEqual([]);
});

it('says nothing in production', () => {
  const { NODE_ENV } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    setUp().ipcRenderer.send('x', new Date());
    expect(warnings).toEqual([]);
  } finally {
    process.env['NODE_ENV'] = NODE_ENV;
  }
});
