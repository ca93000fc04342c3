import { asyncScheduler, firstValueFrom, of, toArray, type SchedulerLike } from 'rxjs';
import {
  call,
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  redactUntrusted,
  stream,
  turnScheduler,
  withDemand,
  wrap,
  type ConnectInfo,
  type MainOptions,
  type RendererOptions,
  type Transport,
} from '../../index.js';

const contract = defineContract('app', { job: call<void, string>(), rows: stream<void, number>() });
const noTime = [NaN, -1, -Infinity, 0, '5', null];

/** A TypeError that names the option. */
function refusalOf(name: string): Error {
  const code: unknown = 'ERR_CULVERT_INVALID_ARGUMENT';
  const message: unknown = expect.stringContaining(name);
  return expect.objectContaining({ name: 'TypeError', code, message }) as Error;
}

function setUp(options: { main?: MainOptions; renderer?: RendererOptions; info?: ConnectInfo } = {}) {
  const [mainEnd, rendererEnd] = createMemoryLink();
  const main = createMain(options.main);
  const webContents = main.connect(mainEnd, options.info);
  const renderer = createRenderer(rendererEnd, options.renderer);
  return { main, webContents, renderer };
}

afterEach(() => void jest.useRealTimers());

describe('numbers in options', () => {
  it.each(noTime)('are refused if a time is %p', async (time) => {
    const ms = time as number;
    expect(() => createMain({ callTimeoutMs: ms })).toThrow(refusalOf('callTimeoutMs'));
    if (ms !== 0) expect(() => createMain({ helloTimeoutMs: ms })).toThrow(refusalOf('helloTimeoutMs'));
    expect(() => setUp({ renderer: { callTimeoutMs: ms } })).toThrow(refusalOf('callTimeoutMs'));
    expect(() => setUp({ renderer: { syncTimeoutMs: ms } })).toThrow(refusalOf('syncTimeoutMs'));
    const { renderer, webContents, main } = setUp();
    for (const api of [wrap(renderer, contract), wrap(webContents, contract)]) {
      await expect(api.job(undefined, { timeout: ms })).rejects.toEqual(refusalOf('timeout'));
      expect(() => api.rows(undefined, { timeout: ms })).toThrow(refusalOf('timeout'));
    }
    main.close();
  });

  it.each(noTime.filter((ms) => ms !== 0))(
    'are refused if a grace is %p, and main connects nothing',
    (ms) => {
      const main = createMain();
      const [mainEnd] = createMemoryLink();
      const info = { graceMs: ms as number };
      expect(() => main.connect(mainEnd, info)).toThrow(refusalOf('graceMs'));
      expect(main.webContents.getAll()).toEqual([]);
      expect(main.connect(mainEnd, { graceMs: 0 }).id).toBe(1);
    },
  );

  it.each([NaN, -1, 0, 1.5, '1', Infinity, null])('are refused if an id is %p', (id) => {
    const main = createMain();
    const [mainEnd] = createMemoryLink();
    expect(() => main.connect(mainEnd, { id: id as number })).toThrow(refusalOf('id'));
    expect(() => main.connect(mainEnd, { host: id as number })).toThrow(refusalOf('host'));
    expect(main.webContents.getAll()).toEqual([]);
  });

  it.each([NaN, -1, 0.5, '1', null])('are refused if a limit is %p', (limit) => {
    const limits = { messageBytes: limit as number };
    expect(() => createMain({ limits })).toThrow(refusalOf('limits.messageBytes'));
    expect(() => setUp({ renderer: { limits } })).toThrow(refusalOf('limits.messageBytes'));
  });

  it.each([NaN, -1, 0, 1.5, '1', null])('are refused if a concurrency is %p', async (concurrency) => {
    const of$ = (given: unknown) => withDemand((n: number) => of(n), { concurrency: given as number });
    expect(() => of$(concurrency)).toThrow(refusalOf('concurrency'));
    for (const given of [undefined, 1, Infinity])
      expect(await firstValueFrom(of(1, 2).pipe(of$(given), toArray()))).toEqual([1, 2]);
  });

  it('open nothing if they are refused', () => {
    const [, rendererEnd] = createMemoryLink();
    const subscribe = jest.spyOn(rendererEnd.frames$, 'subscribe');
    expect(() => createRenderer(rendererEnd, { syncTimeoutMs: NaN })).toThrow(refusalOf('syncTimeoutMs'));
    expect(subscribe).not.toHaveBeenCalled();
  });

  it('mean their default if they are undefined', async () => {
    const { main, renderer } = setUp({
      main: { callTimeoutMs: undefined, limits: { messageBytes: undefined }, scheduler: undefined },
      renderer: {
        callTimeoutMs: undefined,
        syncTimeoutMs: undefined,
        limits: { messageBytes: undefined, channelLength: undefined },
        scheduler: undefined,
        codec: undefined,
      },
      info: { graceMs: undefined, id: undefined, host: undefined, kind: undefined, origin: undefined },
    });
    main.ipcMain.handle('x', (_event, value) => value as unknown);
    main.ipcMain.on('sync', (event) => (event.returnValue = 'answer'));
    expect(await renderer.ipcRenderer.invoke('x', 'value')).toBe('value');
    expect(renderer.ipcRenderer.sendSync('sync')).toBe('answer');
    expect(main.webContents.fromId(1)).toBeDefined();
    renderer.channel('x', { replay: undefined });
    main.close();
  });

  it.each([
    ['turnScheduler', turnScheduler],
    ['asyncScheduler', asyncScheduler],
  ] as [string, SchedulerLike][])('mean no limit if they are Infinity, with %s', async (_name, scheduler) => {
    // A timer with too long a delay fires after 1 ms, with these schedulers as with the platform's.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const { main, renderer, webContents } = setUp({
      main: { callTimeoutMs: Infinity, scheduler },
      renderer: {
        callTimeoutMs: Infinity,
        syncTimeoutMs: Infinity,
        scheduler,
        limits: { messageBytes: Infinity },
      },
      info: { graceMs: Infinity },
    });
    let answer: (value: string) => void = () => undefined;
    main.ipcMain.handle('slow', () => new Promise((resolve) => (answer = resolve)));
    main.ipcMain.on('sync', (event) => (event.returnValue = 'at once'));
    const settled = jest.fn();
    const slow = renderer.ipcRenderer.invoke('slow');
    const jobs = [
      wrap(webContents, contract).job(undefined, { timeout: Infinity }),
      wrap(webContents, contract).job(undefined, { timeout: 2 ** 40 }),
    ];
    void Promise.all([slow, ...jobs]).then(settled, settled);
    expect(renderer.ipcRenderer.sendSync('sync')).toBe('at once');
    await jest.advanceTimersByTimeAsync(1000);
    answer('at last');
    await jest.advanceTimersByTimeAsync(1);
    expect(await slow).toBe('at last');
    expect(await Promise.allSettled(jobs)).toMatchObject([
      { reason: { code: 'ERR_CULVERT_NO_HANDLER' } },
      { reason: { code: 'ERR_CULVERT_NO_HANDLER' } },
    ]);
    void renderer.close();
    await jest.advanceTimersByTimeAsync(1000);
    expect([main.webContents.getAll(), webContents.isDestroyed()]).toEqual([[webContents], false]);
    main.close();
    expect(webContents.isDestroyed()).toBe(true);
  });
});

describe('a transport', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a promise of a transport', Promise.resolve(createMemoryLink()[0])],
    ['a pair of transports', createMemoryLink()],
    ['an address', 'ws://localhost'],
    ['a transport without send', { ...createMemoryLink()[0], send: undefined }],
    ['a transport without close', { ...createMemoryLink()[0], close: undefined }],
    ['a transport without frames$', { ...createMemoryLink()[0], frames$: undefined }],
    ['a transport with an unknown encoding', { ...createMemoryLink()[0], encoding: 'xml' }],
  ])('that is %s is refused, and the error names the right value', (_name, wrong) => {
    const transport = wrong as Transport;
    const main = createMain();
    expect(() => createRenderer(transport)).toThrow(refusalOf('createRenderer needs a transport'));
    expect(() => main.connect(transport)).toThrow(refusalOf('connect needs a transport'));
    expect(main.webContents.getAll()).toEqual([]);
  });
});

describe('options of another type', () => {
  it.each([null, 0, NaN, '', 'x', {}, true])('are refused if a function is %p', (given) => {
    for (const name of ['policy', 'redactError'])
      expect(() => createMain({ [name]: given })).toThrow(refusalOf(name));
    for (const name of ['redactError', 'runInContext'])
      expect(() => setUp({ renderer: { [name]: given } })).toThrow(refusalOf(name));
  });

  it.each([null, 0, 'structured', {}, { name: 'x' }])('are refused if a codec is %p', (given) => {
    const codec = given as never;
    expect(() => createMain({ codec })).toThrow(refusalOf('codec'));
    expect(() => setUp({ renderer: { codec } })).toThrow(refusalOf('codec'));
  });

  it.each([null, 5, {}, { schedule: () => undefined }, { now: () => 0 }])(
    'are refused if a scheduler is %p',
    (given) => {
      const scheduler = given as unknown as SchedulerLike;
      expect(() => createMain({ scheduler })).toThrow(refusalOf('scheduler'));
      expect(() => setUp({ renderer: { scheduler } })).toThrow(refusalOf('scheduler'));
      expect(() => createMemoryLink({ scheduler })).toThrow(refusalOf('scheduler'));
    },
  );

  it.each([null, 5, 'x', true])('are refused if limits are %p', (given) => {
    const limits = given as never;
    expect(() => createMain({ limits })).toThrow(refusalOf('limits'));
    expect(() => setUp({ renderer: { limits } })).toThrow(refusalOf('limits'));
  });

  it.each([null, 'clsoe', true, 0])('are refused if slowConsumer is %p', (given) => {
    expect(() => createMain({ slowConsumer: given as never })).toThrow(refusalOf('slowConsumer'));
  });

  it.each([null, 5, NaN, {}, undefined])('are refused if a channel is %p', (given) => {
    const { main, renderer } = setUp();
    const name = given as never;
    expect(() => main.channel(name)).toThrow(refusalOf('channel'));
    expect(() => renderer.channel(name)).toThrow(refusalOf('channel'));
  });

  it.each([NaN, '1', 1.5, null, {}, undefined])('are refused if a webContents id is %p', (given) => {
    const { main, renderer } = setUp();
    const id = given as never;
    expect(() => main.channel('x').to(id)).toThrow(refusalOf('id'));
    expect(() => renderer.channel('x').to(id)).toThrow(refusalOf('id'));
    expect(() => renderer.openPort(id)).toThrow(refusalOf('id'));
    expect(() => renderer.ipcRenderer.sendTo(id, 'x')).toThrow(refusalOf('id'));
  });

  it.each([
    ['error', []],
    ['target', [{ name: 'Error', message: '' }, null]],
    ['origin', [{ name: 'Error', message: '' }, { id: 1, kind: 'window' }, 5]],
  ])('are refused if redactUntrusted gets no object as %s', (name, args) => {
    const redact = redactUntrusted as (...given: unknown[]) => unknown;
    expect(() => redact(...args)).toThrow(refusalOf(`redactUntrusted: ${name} must be an object`));
  });

  it.each(['Window', '', null, 5])('are refused if a kind of renderer is %p', (given) => {
    expect(() => setUp({ info: { kind: given as never } })).toThrow(refusalOf('kind'));
  });

  it('are refused if they leave no greater id for main to give', () => {
    const main = createMain();
    const connect = (id?: number) => main.connect(createMemoryLink()[0], { id }).id;
    for (const id of [2 ** 52 + 1, Number.MAX_SAFE_INTEGER]) {
      expect(() => connect(id)).toThrow(refusalOf('id'));
      expect(() => main.reserveIds(id)).toThrow(refusalOf('id'));
    }
    main.reserveIds(2 ** 52 - 1);
    expect([connect(2 ** 52), connect(), connect()]).toEqual([2 ** 52, 2 ** 52 + 1, 2 ** 52 + 2]);
    void main.close();
  });
});
