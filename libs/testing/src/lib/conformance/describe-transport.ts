import { electronJson, structured, type Codec } from '@culvert/core';
import { checkFunction } from '../options.js';
import { checkCapabilities } from './check-capabilities.js';
import { missing, type Capabilities } from './conformance-case.js';
import { conformanceCases } from './conformance-cases.js';
import { startConformance, type ConformanceRun, type TransportFixtureFactory } from './conformance-run.js';

const CASE_TIMEOUT_MS = 60_000;

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
 * The conformance suite: every transport runs it, with both codecs, in the process of main. The renderers are
 * real ones in their own place, and run `serveConformance` from `@culvert/testing/renderer`.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a factory, and for an ability that does not exist
 * @example
 * describeTransport('worker_threads', (main) => ({
 *   open: (info) => {
 *     const worker = new Worker('./conformance-renderer.js');
 *     const webContents = main.connect(workerTransport(worker), info);
 *     return Promise.resolve({ webContents, end: () => void worker.terminate() });
 *   },
 * }));
 */
export function describeTransport(
  name: string,
  createFixture: TransportFixtureFactory,
  capabilities: Capabilities = { sync: 'blocking', guests: true },
): void {
  checkFunction('describeTransport', createFixture);
  describeConformance(name, (codec) => startConformance(codec, createFixture), capabilities);
}

/**
 * The same for a main in another place than the test runner, a page or a worker: cases run there, where
 * `startConformance` is, and `start` gives what reaches it.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without `start`, and for an ability that does not exist
 * @example
 * describeConformance('Web Worker', async (codec) => {
 *   await page.evaluate((name) => start(name), codec);
 *   return {
 *     run: (name) => page.evaluate((name) => run(name), name),
 *     reset: () => page.evaluate(() => reset()),
 *     dispose: () => page.close(),
 *   };
 * }, { sync: 'blocking', guests: true, ports: true });
 */
export function describeConformance(
  name: string,
  start: (codec: Codec['name']) => Promise<ConformanceRun>,
  capabilities: Capabilities,
): void {
  checkFunction('describeConformance', start);
  checkCapabilities('describeConformance', capabilities);
  const { describe } = globalThis as unknown as TestGlobals;
  describe(`transport: ${name}`, () => {
    for (const codec of [electronJson, structured]) {
      describe(codec.name, () => describeCodec(() => start(codec.name), capabilities));
    }
  });
}

function describeCodec(start: () => Promise<ConformanceRun>, capabilities: Capabilities): void {
  const { describe, it, beforeAll, afterEach, afterAll } = globalThis as unknown as TestGlobals;
  // Undefined if the start failed. The runner reports that once, so the hooks after each case do not report it
  // again.
  let started: ConformanceRun | undefined;

  beforeAll(async () => {
    started = await start();
  }, CASE_TIMEOUT_MS);
  afterEach(async () => started?.reset());
  afterAll(async () => started?.dispose(), CASE_TIMEOUT_MS);

  for (const [theme, cases] of Object.entries(conformanceCases)) {
    describe(theme, () => {
      for (const { name, requires } of cases) {
        const reason = missing(requires, capabilities);
        if (reason === undefined) it(name, () => started!.run(name), CASE_TIMEOUT_MS);
        else it.skip(`${name} (skipped: ${reason})`, () => undefined);
      }
    });
  }
}
