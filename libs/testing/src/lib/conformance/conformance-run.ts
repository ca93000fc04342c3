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
import type { ConformanceCase, ConformanceContext } from './conformance-case.js';
import { conformanceCases } from './conformance-cases.js';
import { RemoteRenderer } from './remote-renderer.js';

/** The start options of a renderer of a fixture. */
export interface FixtureOptions {
  /** The name of the codec that the renderer must use. */
  readonly codec: Codec['name'];
  /** The `syncTimeoutMs` that the renderer must use, in ms. */
  readonly syncTimeoutMs: number;
}

/** The transport under test, for one main. */
export interface TransportFixture {
  /** Starts a renderer in its own place, connected to main. The renderer runs `serveConformance`. */
  readonly open: (info: ConnectInfo) => Promise<{
    /** The renderer, as `main.connect` has returned it. */
    readonly webContents: WebContents;
    /** The texts that the renderer passes to the `report` of its `serveConformance`. */
    readonly reports$?: Observable<string>;
    /** Kills the renderer, as a crash would. */
    readonly end: () => Promise<void> | void;
  }>;
  /** The ports of main's platform, if another API than `MessageChannel` makes them. */
  readonly createPorts?: ConformanceContext['createPorts'];
  /** Ends everything that the fixture itself has started. */
  readonly dispose?: () => Promise<void> | void;
}

/** Makes the fixture of a transport for one main. */
export type TransportFixtureFactory = (
  main: Main,
  options: FixtureOptions,
) => Promise<TransportFixture> | TransportFixture;

/** Short, because cases wait for it; long enough for a loaded machine. */
const SYNC_TIMEOUT_MS = 2_000;

/** Every platform of main has it. */
interface PortGlobals {
  readonly MessageChannel: new () => { readonly port1: MessagePortLike; readonly port2: MessagePortLike };
}

/** The cases of the suite with one codec, on every platform of main. */
export interface ConformanceRun {
  /** Runs the case with this name. Rejects if the case fails. */
  run(name: string): Promise<void>;
  /** Called between two cases. */
  reset(): Promise<void>;
  /** Closes main, and ends everything that the fixture has started. */
  dispose(): Promise<void>;
}

/**
 * Makes a main and two renderers, and runs cases on them. `describeTransport` does the same in a test runner.
 * This function is for a main in a place without a test runner. There `describeConformance` controls it from
 * outside.
 *
 * @example
 * // in the page or worker where main is
 * const run = await startConformance('structured', (main) => ({ open: (info) => openRenderer(main, info) }));
 * await run.run('returns event.returnValue');
 */
export async function startConformance(
  codecName: Codec['name'],
  createFixture: TransportFixtureFactory,
): Promise<ConformanceRun> {
  let policy: Policy = allowAll;
  const codec = codecName === structured.name ? structured : electronJson;
  const main = createMain({ codec, policy: (request) => policy(request) });
  const fixture = await createFixture(main, { codec: codec.name, syncTimeoutMs: SYNC_TIMEOUT_MS });

  const open = async (info: ConnectInfo = {}) => {
    const { webContents, reports$ = NEVER, end } = await fixture.open(info);
    await handshake(main, webContents.id);
    return { remote: new RemoteRenderer(main, webContents), reports$, end: async () => void (await end()) };
  };
  const dispose = async (): Promise<void> => {
    main.close();
    await fixture.dispose?.();
  };

  try {
    const [first, second] = [await open(), await open()];
    const setPolicy = (next: Policy) => void (policy = next);
    const { createPorts = standardPorts } = fixture;
    const context: ConformanceContext = {
      main,
      codec,
      setPolicy,
      renderer: first.remote,
      other: second.remote,
      open,
      createPorts,
    };
    return {
      run: (name) => caseNamed(name).run(context),
      async reset() {
        policy = allowAll;
        main.ipcMain.removeAllListeners();
        for (const remote of [context.renderer, context.other]) {
          remote.webContents.removeAllListeners();
          await remote.evaluate(({ ipcRenderer }) => void ipcRenderer.removeAllListeners());
        }
      },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function caseNamed(name: string): ConformanceCase {
  const found = Object.values(conformanceCases)
    .flat()
    .find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`There is no case with the name '${name}'.`);
  return found;
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
