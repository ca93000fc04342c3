import {
  attachGuest,
  call,
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  registerError,
  stream,
  structured,
  sync,
  toEventEmitter,
  withDemand,
  wrap,
} from '../index.js';
import { installElectron } from '../electron/index.js';
import { tracing } from '../tracing.js';
import { inProcess } from '../../testing/in-process.js';

/** As code without types calls it. */
type Untyped = (...args: unknown[]) => unknown;

const contract = defineContract({ kill: call(), ticks: stream(), config: sync() });
const [mainEnd, rendererEnd] = createMemoryLink();
const { main, open } = inProcess();
const { renderer, webContents } = open();

function untyped(callee: unknown): Untyped {
  return callee as Untyped;
}

/** Each call, and the part of the text that says what to pass. */
const calls: readonly (readonly [name: string, call: () => unknown, text: string])[] = [
  ['createRenderer()', () => untyped(createRenderer)(), 'createRenderer needs a transport'],
  [
    'createRenderer(port)',
    () => untyped(createRenderer)({ postMessage() {} }),
    'createRenderer needs a transport',
  ],
  ["createRenderer(main's end)", () => createRenderer(mainEnd), "createRenderer got main's end"],
  [
    'createRenderer(transport, null)',
    () => untyped(createRenderer)(rendererEnd, null),
    'options must be an object',
  ],
  ['createMain(null)', () => untyped(createMain)(null), 'createMain: options must be an object; not null'],
  [
    "createMain('text')",
    () => untyped(createMain)('text'),
    'createMain: options must be an object; not string',
  ],
  ['createMemoryLink(null)', () => untyped(createMemoryLink)(null), 'options must be an object'],
  ['main.connect()', () => untyped(main.connect)(), 'connect needs a transport'],
  ["main.connect(renderer's end)", () => main.connect(rendererEnd), "connect got a renderer's end"],
  [
    'main.connect(transport, null)',
    () => untyped(main.connect)(mainEnd, null),
    'connect: info must be an object',
  ],
  ['main.channel()', () => untyped(main.channel)(), 'channel'],
  ['main.channel(name, null)', () => untyped(main.channel)('x', null), "'x': options must be an object"],
  ['main.reportDrop()', () => untyped(main.reportDrop)(), 'drop must be an object'],
  ['renderer.guest()', () => renderer.guest(undefined as never), 'webContents id'],
  ['wrap(undefined, contract)', () => untyped(wrap)(undefined, contract), 'need a main, a renderer'],
  ['wrap(renderer)', () => untyped(wrap)(renderer), 'The contract of defineContract() must be an object'],
  [
    'wrap(renderer, {})',
    () => untyped(wrap)(renderer, {}),
    'The contract of defineContract() must be an object',
  ],
  ['wrap(renderer, contract, null)', () => untyped(wrap)(renderer, contract, null), 'wrap: options must be'],
  [
    'wrap with one interceptor',
    () => untyped(wrap)(renderer, contract, { interceptors: tracing() }),
    'interceptors must be an array',
  ],
  [
    'a call of main itself',
    () => untyped((wrap(main, contract) as never)['kill'])(),
    "'kill': main calls one renderer",
  ],
  [
    'a stream of main itself',
    () => untyped((wrap(main, contract) as never)['ticks'])(),
    'wrap(webContents, contract)',
  ],
  [
    'a sync member of a renderer',
    () => untyped((wrap(webContents, contract) as never)['config'])(),
    'Only a renderer calls a sync member',
  ],
  [
    'a stream with null options',
    () => untyped(wrap(renderer, contract).ticks)(1, null),
    "'ticks': options must be",
  ],
  ['expose(webContents, contract)', () => untyped(expose)(webContents, contract, {}), 'expose needs a main'],
  ['expose(main)', () => untyped(expose)(main), 'The contract of defineContract() must be an object'],
  ['expose(main, contract)', () => untyped(expose)(main, contract), 'expose: handlers must be an object'],
  ['expose without a handler', () => untyped(expose)(main, contract, {}), "'kill' has no handler"],
  [
    'expose with null options',
    () => untyped(expose)(main, contract, {}, null),
    'expose: options must be an object',
  ],
  [
    'expose with an interceptor',
    () => untyped(expose)(main, contract, {}, { interceptors: 5 }),
    'must be an array',
  ],
  ['attachGuest()', () => untyped(attachGuest)(), 'attachGuest needs a renderer'],
  [
    'guest.connect()',
    () => untyped(attachGuest(renderer).connect.bind(attachGuest(renderer)))(),
    'needs a transport',
  ],
  ['defineContract()', () => untyped(defineContract)(), 'A contract is an object of members'],
  ['call(null)', () => untyped(call)(null), 'call(schemas) must be an object'],
  ['call(schema)', () => untyped(call)({ '~standard': {} }), 'call() takes { input, output }'],
  [
    'stream({ input: type })',
    () => untyped(stream)({ input: String }),
    "each a Standard Schema; not 'input'",
  ],
  ['withDemand()', () => untyped(withDemand)(), 'withDemand needs a function of an item'],
  ['toEventEmitter()', () => untyped(toEventEmitter)(), 'toEventEmitter needs a Subject'],
  ['registerError()', () => untyped(registerError)(), 'registerError needs a class'],
  ['tracing({ api: 5 })', () => untyped(tracing)({ api: 5 }), "api must be the module '@opentelemetry/api'"],
  ['installElectron()', () => untyped(installElectron)(), 'bindings must be an object'],
  ['installElectron({})', () => installElectron({}), 'installElectron needs { main }, { renderer } or both'],
];

describe('a wrong argument', () => {
  it.each(calls)('%s is a TypeError with a code, which says what to pass', (_name, wrong, text) => {
    expect(wrong).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(text),
      }),
    );
  });

  it.each([
    ['null options', null, "'kill': options must be an object"],
    ['a signal of another type', { signal: {} }, "'kill': signal must be an AbortSignal"],
    ['null headers', { headers: null }, "'kill': headers must be an object"],
  ])('rejects a call with %s', async (_name, options, text) => {
    await expect(untyped(wrap(renderer, contract).kill)(1, options)).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: expect.stringContaining(text),
    });
  });
});

describe('a renderer with another codec than main', () => {
  it('says so in each call, at last in the cause', async () => {
    const [ofMain, ofRenderer] = createMemoryLink();
    createMain().connect(ofMain);
    const other = createRenderer(ofRenderer, { codec: structured });
    const mismatch = {
      code: 'ERR_CULVERT_CODEC_MISMATCH',
      message: expect.stringContaining('Give both the same one'),
    };
    await expect(wrap(other, contract).kill()).rejects.toMatchObject(mismatch);
    await expect(other.ready).rejects.toMatchObject(mismatch);
    const closed = { code: 'ERR_CULVERT_DISCONNECTED', cause: mismatch };
    await expect(wrap(other, contract).kill()).rejects.toMatchObject(closed);
    await expect(other.ipcRenderer.invoke('x')).rejects.toMatchObject(closed);
    expect(() => void other.ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ ...closed, cause: expect.objectContaining(mismatch) }),
    );
  });
});
