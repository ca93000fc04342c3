import {
  createMain,
  electronJson,
  structured,
  type Codec,
  type ConnectInfo,
  type Main,
  type MessagePortLike,
  type Policy,
  type WebContents,
} from '@culvert/core';
import { filter, firstValueFrom, NEVER, type Observable } from 'rxjs';
import { missing, type Capabilities, type ConformanceContext } from './conformance-case.js';
import { conformanceCases } from './conformance-cases.js';
import { RemoteRenderer } from './remote-renderer.js';

/** What a renderer of a fixture is started with. */
export interface FixtureOptions {
  readonly codec: Codec['name'];
  readonly syncTimeoutMs: number;
}

/** The transport under test, for one main. */
export interface TransportFixture {
  /** Starts a renderer in its own place, connected to main, which runs `serveConformance`. */
  readonly open: (info: ConnectInfo) => Promise<{
    readonly webContents: WebContents;
    /** What the renderer gives to the `report` of its `serveConformance`. */
    readonly reports$?: Observable<string>;
    readonly end: () => Promise<void> | void;
  }>;
  /** The ports of main's platform, where they are made by something else than `MessageChannel`. */
  readonly createPorts?: ConformanceContext['createPorts'];
  /** Ends what the fixture itself has started. */
  readonly dispose?: () => Promise<void> | void;
}

export type TransportFixtureFactory = (
  main: Main,
  options: FixtureOptions,
) => Promise<TransportFixture> | TransportFixture;

/** Short, because cases wait for it; long enough for a loaded machine. */
const SYNC_TIMEOUT_MS = 2_000;
const CASE_TIMEOUT_MS = 60_000;

/** Every place that main can live in has it. */
interface PortGlobals {
  readonly MessageChannel: new () => { readonly port1: MessagePortLike; readonly port2: MessagePortLike };
}

/** The globals of Jest, and of every runner that has its names. */
interface TestGlobals {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: ((name: string, body: () => Promise<void>, timeoutMs: number) => void) & {
    readonly skip: (name: string, body: () => void) => void;
  };
  readonly beforeAll: (body: () => Promise<void>, timeoutMs: number) => void;
  readonly afterEach: (body: () => Promise<void>) => void;
  readonly afterAll: (body: () => Promise<void>, timeoutMs: number) => void;
}

/**
 * The conformance suite: every transport runs it, with both codecs, in the process of main. The renderers are real
 * ones in their own place, and run `serveConformance` from `@culvert/testing/renderer`.
 *
 * @example
 * describeTransport('worker_threads', (main) => ({
 *   open: (info) => {
 *     const worker = new Worker('./conformance-renderer.js');
 *     return Promise.resolve({ webContents: main.connect(workerTransport(worker), info), end: () => worker.terminate() });
 *   },
 * }));
 */
export function describeTransport(
  name: string,
  createFixture: TransportFixtureFactory,
  capabilities: Capabilities = { sync: 'blocking', guests: true },
): void {
  const { describe } = globalThis as unknown as TestGlobals;
  describe(`transport: ${name}`, () => {
    for (const codec of [electronJson, structured]) {
      describe(codec.name, () => describeCodec(createFixture, codec, capabilities));
    }
  });
}

function describeCodec(
  createFixture: TransportFixtureFactory,
  codec: Codec,
  capabilities: Capabilities,
): void {
  const { describe, it, beforeAll, afterEach, afterAll } = globalThis as unknown as TestGlobals;
  let main: Main;
  let policy: Policy = allowAll;
  let fixture: TransportFixture | undefined;
  // Undefined where the start failed: that is reported once, and not again by what comes after each case.
  let context: ConformanceContext | undefined;

  const open = async (info: ConnectInfo = {}) => {
    const { webContents, reports$ = NEVER, end } = await fixture!.open(info);
    await handshake(main, webContents.id);
    return { remote: new RemoteRenderer(main, webContents), reports$, end: async () => void (await end()) };
  };

  beforeAll(async () => {
    main = createMain({ codec, policy: (request) => policy(request) });
    fixture = await createFixture(main, { codec: codec.name, syncTimeoutMs: SYNC_TIMEOUT_MS });
    const [first, second] = [await open(), await open()];
    const setPolicy = (next: Policy) => void (policy = next);
    const { createPorts = standardPorts } = fixture;
    context = { main, codec, setPolicy, renderer: first.remote, other: second.remote, open, createPorts };
  }, CASE_TIMEOUT_MS);

  afterEach(async () => {
    policy = allowAll;
    main.ipcMain.removeAllListeners();
    if (context === undefined) return;
    for (const remote of [context.renderer, context.other]) {
      remote.webContents.removeAllListeners();
      await remote.evaluate(({ ipcRenderer }) => void ipcRenderer.removeAllListeners());
    }
  });

  afterAll(async () => {
    main.close();
    await fixture?.dispose?.();
  }, CASE_TIMEOUT_MS);

  for (const [theme, cases] of Object.entries(conformanceCases)) {
    describe(theme, () => {
      for (const { name, requires, run } of cases) {
        const reason = missing(requires, capabilities);
        if (reason === undefined) it(name, () => run(context!), CASE_TIMEOUT_MS);
        else it.skip(`${name} (skipped: ${reason})`, () => undefined);
      }
    });
  }
}

const standardPorts: ConformanceContext['createPorts'] = () => {
  const { MessageChannel } = globalThis as unknown as PortGlobals;
  const { port1, port2 } = new MessageChannel();
  return [port1, port2];
};

const allowAll: Policy = () => true;

async function handshake(main: Main, id: number): Promise<void> {
  await firstValueFrom(main.state$.pipe(filter((state) => state.endpoints[id]?.ready === true)));
}
