import { bodyBytes, electronJson, structured } from '@culvert/protocol';
import { VirtualTimeScheduler, throwError } from 'rxjs';
import {
  call,
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  wrap,
} from '../../index.js';
import { decodeThrown, fromWire } from './decode-error.js';
import { describeThrown } from '../runtime/describe-thrown.js';
import { joinStacks } from './join-stacks.js';
import { encodeError } from './encode-error.js';

const contract = defineContract({ ask: call<unknown, unknown>(), watch: stream<unknown, unknown>() });

/** A list that holds the same list twice, and so on at each depth. Written out, it has 2^60 items. */
function exploding(): unknown {
  let list: unknown = [];
  for (let i = 0; i < 60; i++) list = [list, list];
  return list;
}

/** An error on the wire with a thousand references to one part. That part is built the same way, and so on. */
function explodingError(): unknown {
  let wire: object = { error: { name: 'Error', message: 'm' } };
  for (let i = 0; i < 12; i++)
    wire = { error: { name: 'Error', message: 'm' }, cause: wire, errors: Array(1000).fill(wire) };
  return wire;
}

const costly: Readonly<Record<string, () => unknown>> = {
  'a list that explodes': exploding,
  'a list with one that explodes in it': () => ['a', exploding()],
  'a BigInt of millions of digits': () => 1n << 40_000_000n,
  'a list of large BigInts': () => Array<bigint>(50).fill(1n << 1_000_000n),
  'a large typed array': () => new Float64Array(4_000_000),
  'a long list': () => Array<string>(100_000).fill('x'),
};

/** Far longer than any of these takes, and far shorter than one would take without a bound. */
const SOON_MS = 5000;

function within<T>(run: () => T): T {
  const start = Date.now();
  const result = run();
  expect(Date.now() - start).toBeLessThan(SOON_MS);
  return result;
}

describe('a costly value that a peer has thrown', () => {
  it.each(Object.entries(costly))('is described at once: %s', (_name, create) => {
    const thrown = create();
    expect(within(() => describeThrown(thrown)).length).toBeLessThan(1000);
  });

  it('is described by its own text if that is short', () => {
    expect([[1, 'a', null], 5n, [undefined], 'text', new Error('m')].map(describeThrown)).toEqual([
      '1,a,',
      '5',
      '',
      'text',
      'Error: m',
    ]);
  });

  it.each(Object.entries(costly))('is forwarded at once: %s', (_name, create) => {
    const thrown = create();
    const body = within(() =>
      encodeError(structured, (data) => data, thrown, { id: 1, kind: 'window' }, 10_000),
    );
    expect(bodyBytes(body)).toBeLessThan(10_000);
  });

  it('creates at most 500 errors, for any number of references', () => {
    const error = within(() => fromWire(explodingError()));
    const all = new Set<unknown>([error]);
    for (const each of all) {
      const { cause, errors = [] } = each as {
        readonly cause?: unknown;
        readonly errors?: readonly unknown[];
      };
      for (const part of [cause, ...errors]) if (part !== undefined) all.add(part);
    }
    expect(all.size).toBeLessThanOrEqual(500);
  });

  it.each(Object.entries(costly))('may replace a string: %s', (_name, create) => {
    const value = create();
    const wire = {
      error: { name: value, message: value, stack: value, code: value },
      class: value,
      thrown: value,
    };
    within(() => {
      expect(String(decodeThrown(wire))).toEqual(expect.any(String));
      expect(String(joinStacks(wire, 'x', new Error()))).toEqual(expect.any(String));
      expect(String(fromWire({ thrown: value }))).toEqual(expect.any(String));
      expect(fromWire({ error: { name: 'CulvertError', message: 'm', code: value } }).message).toBe('m');
    });
  });
});

describe('a renderer that fails with it', () => {
  function setUp() {
    const scheduler = new VirtualTimeScheduler();
    const main = createMain({ scheduler, codec: structured });
    const renderers = [0, 1].map(() => {
      const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
      return {
        window: main.connect(mainEnd),
        renderer: createRenderer(rendererEnd, { scheduler, codec: structured }),
      };
    });
    scheduler.flush();
    return { main, renderers, turn: () => scheduler.flush() };
  }
  const settled = async (turn: () => void) => {
    for (let i = 0; i < 10; i++) {
      turn();
      await Promise.resolve();
    }
  };

  it('delays neither main, nor another renderer that main forwards it to', async () => {
    const { main, renderers, turn } = setUp();
    const [first, second] = renderers as [(typeof renderers)[0], (typeof renderers)[0]];
    const thrown = exploding();
    expose(first.renderer, contract, {
      ask: () => Promise.reject(thrown as Error),
      watch: () => throwError(() => thrown),
    });
    const api = wrap(first.window, contract);
    main.ipcMain.handle('passed on', () => api.ask(1));
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const drops: unknown[] = [];
    main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push([item.reason, item.detail]));
    const start = Date.now();
    // The app does not handle this error, so main warns of it.
    api.watch(1).subscribe();
    const answer = second.renderer.ipcRenderer.invoke('passed on').catch((error: unknown) => error);
    await settled(turn);
    await new Promise((resolve) => setTimeout(resolve));
    expect(drops).toEqual([['unhandled-error', '[object Array]']]);
    expect(warned.mock.calls.map(([text]) => String(text).length < 1500)).toEqual([true]);
    expect(await answer).toBeInstanceOf(Error);
    expect(Date.now() - start).toBeLessThan(SOON_MS);
    warned.mockRestore();
  });

  it('is reported with the first characters of a long text', async () => {
    const { main, renderers, turn } = setUp();
    const { renderer, window } = renderers[0]!;
    expose(renderer, contract, {
      ask: () => 0,
      watch: () => throwError(() => new Error('x'.repeat(100_000))),
    });
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    let detail = '';
    main.inspect$.subscribe((item) => item.kind === 'drop' && (detail = item.detail ?? ''));
    wrap(window, contract).watch(1).subscribe();
    await settled(turn);
    await new Promise((resolve) => setTimeout(resolve));
    expect(detail).toMatch(/^Error: x+…$/);
    expect(detail.length).toBeLessThan(1100);
    expect(String(warned.mock.calls[0]?.[0]).length).toBeLessThan(1500);
    warned.mockRestore();
  });
});

it('decodeThrown decodes an error that electronJson has carried', () => {
  const body = encodeError(electronJson, (data) => data, new AggregateError([1, new Error('b')], 'a'), {
    id: 1,
    kind: 'worker',
  });
  expect(decodeThrown(electronJson.decode(body)[0])).toMatchObject({
    message: 'a',
    errors: [1, { message: 'b' }],
  });
});
