import { electronJson, type Packet, type RendererMessage } from '@culvert/protocol';
import { NEVER, catchError, config, firstValueFrom, of, throwError, toArray, type Observable } from 'rxjs';
import {
  createMemoryLink,
  defineContract,
  expose,
  stream,
  wrap,
  type Inspection,
  type StandardSchema,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';
import { settled, until } from '../../../testing/turns.js';
import { recordUncaught } from '../../../testing/uncaught-errors.js';

const contract = defineContract('peer', {
  ticks: stream<void, unknown>(),
  save: stream<Observable<number>, string>(),
});

function observed() {
  const { main, open, peer } = inProcess();
  const drops: Inspection[] = [];
  main.inspect$.subscribe(
    (item) => item.kind === 'drop' && item.reason === 'unhandled-error' && drops.push(item),
  );
  return { main, drops, open, peer };
}

function setUp() {
  const { main, drops, open } = observed();
  return { main, drops, ...open() };
}

/** A renderer that sends arbitrary frames. */
function setUpHostile() {
  const { main, drops, peer } = observed();
  const { webContents, packets, send } = peer();
  send(hello);
  return { main, drops, webContents, got: () => packets.map(({ message }) => message), send };
}

function items(values: readonly unknown[], input?: true): Packet<RendererMessage> {
  const texts = values.map((value) => electronJson.encode([value]).text);
  const sizes = texts.map((text) => text.length);
  return {
    message: { kind: 'items', seq: 1, sizes, ...(input && { input }) },
    body: { text: texts.join(''), blobs: [] },
  };
}

// First, because its afterEach waits: a late error warns before the end of its test.
const { uncaught } = recordUncaught();
let warned: jest.SpyInstance;
beforeEach(() => {
  warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
});
afterEach(() => warned.mockRestore());

describe('an unhandled error that a peer caused', () => {
  it.each<readonly [string, (sides: ReturnType<typeof setUp>) => void]>([
    ['the window closes', ({ renderer }) => renderer.close()],
    [
      'the window is reloaded',
      ({ main, webContents }) => main.connect(createMemoryLink()[0], { id: webContents.id }),
    ],
    ['main closes', ({ main }) => main.close()],
  ])('ends nothing: %s', async (_name, end) => {
    const sides = setUp();
    const { main, renderer, webContents } = sides;
    expose(renderer, contract, { ticks: () => NEVER, save: () => NEVER });
    expose(main, contract, { ticks: () => NEVER, save: () => NEVER });
    wrap(webContents, contract)
      .ticks()
      .subscribe(() => undefined);
    wrap(renderer, contract)
      .ticks()
      .subscribe(() => undefined);
    await settled();
    end(sides);
    await until(() => warned.mock.calls.length + uncaught.length === 2);
    expect(uncaught).toEqual([]);
    expect(warned.mock.calls.map(([text]: [string]) => text).sort()).toEqual([
      expect.stringContaining("'peer/ticks': main has failed a stream") as unknown,
      expect.stringContaining(`'peer/ticks': renderer ${webContents.id} has failed a stream`) as unknown,
    ]);
  });

  it.each([undefined, null, 'a text', 7, NaN, Symbol('x'), { code: 1 }, new RangeError('out')])(
    'is shown on inspect$ for any thrown value: %p',
    async (thrown) => {
      const { webContents, renderer, drops } = setUp();
      expose(renderer, contract, { ticks: () => throwError(() => thrown), save: () => NEVER });
      wrap(webContents, contract).ticks().subscribe();
      await until(() => drops.length + uncaught.length > 0);
      expect(uncaught).toEqual([]);
      expect(drops).toMatchObject([
        { reason: 'unhandled-error', message: 'stream', channel: 'peer/ticks', from: webContents.id },
      ]);
    },
  );

  it('is kept apart from errors of the app, which take their usual way', async () => {
    const { webContents, renderer, drops } = setUp();
    expose(renderer, contract, {
      ticks: () => throwError(() => new Error('of the peer')),
      save: () => NEVER,
    });
    const own = new Error('of the app');
    const ticks$ = wrap(webContents, contract).ticks();
    ticks$.pipe(catchError(() => throwError(() => own))).subscribe();
    ticks$.subscribe();
    throwError(() => own).subscribe();
    await until(() => uncaught.length === 2 && drops.length === 1);
    expect(uncaught).toEqual([own, own]);
    // A hook that the app installs later, and that calls the hook it found.
    const before = config.onUnhandledError!;
    config.onUnhandledError = (error) => {
      uncaught.push('later');
      before(error);
    };
    ticks$.subscribe();
    await until(() => drops.length === 2);
    expect(uncaught).toEqual([own, own]);
    throwError(() => own).subscribe();
    await until(() => uncaught.length === 4);
    expect(uncaught.slice(2)).toEqual(['later', own]);
  });

  it('causes one warning for each channel, and is shown each time', async () => {
    const { main, webContents, renderer, drops } = setUp();
    const failing = { ticks: () => throwError(() => new Error('again')), save: () => NEVER };
    expose(main, contract, failing);
    expose(renderer, contract, failing);
    for (let count = 1; count <= 50; count++) {
      wrap(webContents, contract).ticks().subscribe();
      wrap(renderer, contract).ticks().subscribe();
    }
    await until(() => drops.length === 50);
    await settled();
    expect(warned.mock.calls.map(([text]: [string]) => text).sort()).toEqual([
      expect.stringContaining("'peer/ticks': main has failed a stream") as unknown,
      expect.stringContaining(`'peer/ticks': renderer ${webContents.id} has failed a stream`) as unknown,
    ]);
  });

  it('is not reported if the app handles it', async () => {
    const { webContents, renderer, drops } = setUp();
    expose(renderer, contract, { ticks: () => throwError(() => new RangeError('out')), save: () => NEVER });
    await expect(firstValueFrom(wrap(webContents, contract).ticks())).rejects.toBeInstanceOf(RangeError);
    await settled();
    expect([drops, warned.mock.calls]).toEqual([[], []]);
  });
});

const bad = (message: RendererMessage, text: string): Packet<RendererMessage> => ({
  message,
  body: { text, blobs: [] },
});
const numbersOnly: StandardSchema<number> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'number' ? { value } : { issues: [{ message: 'expected a number' }] },
  },
};

describe('the input of a handler without an error callback', () => {
  const breaking: readonly (readonly [string, Packet<RendererMessage>, string])[] = [
    [
      'an item that the codec cannot decode',
      bad({ kind: 'items', seq: 1, sizes: [3], input: true }, '!!!'),
      'ERR_CULVERT_MALFORMED_FRAME',
    ],
    [
      'sizes that lie',
      bad({ kind: 'items', seq: 1, sizes: [1, 99], input: true }, '[1]'),
      'ERR_CULVERT_MALFORMED_FRAME',
    ],
    [
      'sizes of nothing, too many',
      bad({ kind: 'items', seq: 1, sizes: Array.from({ length: 4096 }, () => 0), input: true }, ''),
      'ERR_CULVERT_OVERFLOW',
    ],
    [
      'one item too many',
      items(
        Array.from({ length: 65 }, () => 1),
        true,
      ),
      'ERR_CULVERT_OVERFLOW',
    ],
    [
      'an error',
      bad(
        { kind: 'reply', seq: 1, ok: false, input: true },
        electronJson.encode([{ thrown: 'x', is: ['x'] }]).text,
      ),
      '',
    ],
    [
      'an error that the codec cannot decode',
      bad({ kind: 'reply', seq: 1, ok: false, input: true }, '!!!'),
      'ERR_CULVERT_MALFORMED_FRAME',
    ],
    ['an item that its schema refuses', items(['text'], true), 'ERR_CULVERT_INVALID_INPUT'],
  ];

  it.each(breaking)('ends only its own stream: %s', async (_name, packet) => {
    const { main, drops, webContents, got, send } = setUpHostile();
    const checked = defineContract('peer', {
      ticks: stream<void, unknown>(),
      save: stream<Observable<number>, string>({
        input: numbersOnly as unknown as StandardSchema<Observable<number>>,
      }),
    });
    const signals: { aborted: boolean }[] = [];
    expose(main, checked, {
      ticks: () => NEVER,
      save: (numbers$, { signal }) => {
        signals.push(signal);
        numbers$.subscribe();
        return NEVER;
      },
    });
    const demand = { items: 1, bytes: 1, overflow: 'buffer', bufferSize: 1 } as const;
    send({ kind: 'stream', channel: 'peer/save', seq: 1, input: true, ...demand });
    await settled();
    expect(got().at(-1)).toMatchObject({ kind: 'demand', items: 64, input: true });
    send(packet.message, packet.body);
    await until(() => drops.length + uncaught.length > 0);
    await settled(5);
    expect(uncaught).toEqual([]);
    expect(got().filter(({ kind }) => kind === 'reply')).toMatchObject([
      { kind: 'reply', seq: 1, ok: false },
    ]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(drops).toMatchObject([{ channel: 'peer/save', from: webContents.id }]);
    expect((await firstValueFrom(main.state$)).endpoints[webContents.id]).toMatchObject({ pending: [] });
  });

  it('gives an error to a handler with an error callback', async () => {
    const { main, renderer } = setUp();
    expose(main, contract, {
      ticks: () => NEVER,
      save: (numbers$) =>
        numbers$.pipe(catchError((error: Error) => of(error.message))) as Observable<string>,
    });
    const saved$ = wrap(renderer, contract).save(throwError(() => new RangeError('no disk')));
    expect(await firstValueFrom(saved$.pipe(toArray()))).toEqual(['no disk']);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('bytes beyond the demand of a consumer', () => {
  it.each([
    ['within the credit, and the item that uses it up', [10, 10, 30], undefined],
    ['one item after the credit is used up', [10, 30, 1], 'ERR_CULVERT_OVERFLOW'],
    ['all at once', [4000, 4000, 4000], 'ERR_CULVERT_OVERFLOW'],
  ] as const)('fail the stream: %s', async (_name, sizes, code) => {
    const { webContents, send, got } = setUpHostile();
    await settled();
    const log: unknown[] = [];
    const held$ = wrap(webContents, contract).ticks(undefined, { highWaterMark: 64, highWaterMarkBytes: 60 });
    const iterator = held$[Symbol.asyncIterator]();
    await settled();
    expect(got().at(-1)).toMatchObject({ kind: 'serveStream', items: 64, bytes: 60 });
    const sent = items(sizes.map((size) => 'x'.repeat(size)));
    send(sent.message, sent.body);
    await settled();
    const failed = async () => {
      try {
        for (let i = 0; i < sizes.length; i++) log.push((await iterator.next()).value);
        return undefined;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(await failed()).toBe(code);
    // The items within the credit have arrived.
    expect(log.length).toBe(code === undefined ? 3 : sizes[0] === 10 ? 2 : 1);
    void iterator.return?.();
  });
});
