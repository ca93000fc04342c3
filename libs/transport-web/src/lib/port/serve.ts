import type { Main } from '@culvert/core';
import { CulvertError, invalidArgument } from '@culvert/protocol';
import { chooseSyncWait, type SyncOptions } from '../sync/choose-sync-wait.js';
import { checkSyncOptions } from '../sync/sync-path.js';
import { OpeningTransport, type Parent } from './opening-transport.js';
import { clientOf, ownerOf } from './parents.js';
import { workerScope } from './worker-scope.js';

/** The result of {@link serve}. */
export interface WorkerServer {
  /** Ends all connections and takes no new ones. May be called twice. */
  close(): void;
}

/**
 * Lets pages be renderers of a main that lives in a worker, so an app needs no server. In a
 * SharedWorker, the renderers are all pages that create that worker. In a dedicated worker, the
 * renderer is the page that created it. The page uses `workerTransport(worker)`, once for each
 * renderer. Call `serve` while the worker starts, before any `await`, because pages connect right
 * after that.
 *
 * Renderers are of kind `'window'` and have the worker's own origin, because pages of other origins
 * cannot reach the worker.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a main, for a wrong option, and if this worker serves a main
 * already
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` outside of dedicated and shared workers
 *
 * @example
 * // main.ts, for `new SharedWorker('main.js')`
 * const main = createMain();
 * main.ipcMain.handle('theme', () => 'dark');
 * serve(main);
 */
export function serve(main: Pick<Main, 'connect'>, options: SyncOptions = {}): WorkerServer {
  if (typeof (main as Partial<Main> | null | undefined)?.connect !== 'function')
    throw invalidArgument('serve needs the main that createMain() returned: serve(main).');
  checkSyncOptions('serve', options);
  const worker = workerScope();
  if (worker === undefined) {
    throw new CulvertError('ERR_CULVERT_TRANSPORT', 'serve() needs a main in a dedicated or shared worker.');
  }
  if (present !== undefined)
    throw invalidArgument('serve: this worker already serves a main. Close that first: server.close().');
  const server = new PageServer(main, options, worker.kind === 'dedicated');
  present = server;
  if (worker.kind === 'dedicated') server.offer(() => ownerOf(worker.scope));
  else server.acceptClients(worker.scope);
  return {
    close: () => {
      if (present === server) present = undefined;
      server.close();
    },
  };
}

/** The server of this worker. With two, each page would connect to both, and hear only one. */
let present: PageServer | undefined;

class PageServer {
  private readonly main: Pick<Main, 'connect'>;
  private readonly options: SyncOptions;
  private readonly sharesMemory: boolean;
  private readonly transports = new Set<OpeningTransport>();
  private readonly closing = new AbortController();

  constructor(main: Pick<Main, 'connect'>, options: SyncOptions, sharesMemory: boolean) {
    this.main = main;
    this.options = options;
    this.sharesMemory = sharesMemory;
  }

  acceptClients(scope: EventTarget): void {
    const { signal } = this.closing;
    scope.addEventListener(
      'connect',
      (event) => {
        const [port] = (event as MessageEvent).ports;
        this.offer(() => clientOf(scope, port));
      },
      { signal },
    );
  }

  /**
   * Offers one connection more than the page has taken, because the page may want another renderer.
   */
  offer(parent: () => Parent): void {
    if (this.closing.signal.aborted) return;
    const transport = new OpeningTransport(parent(), chooseSyncWait(this.sharesMemory, this.options), {
      onAccepted: () => {
        this.connect(transport);
        this.offer(parent);
      },
      onPeerEnded: (by) => {
        this.transports.delete(transport);
        if (by === 'bye') this.offer(parent);
      },
    });
    this.transports.add(transport);
  }

  close(): void {
    this.closing.abort();
    for (const transport of this.transports) transport.close();
    this.transports.clear();
  }

  private connect(transport: OpeningTransport): void {
    try {
      this.main.connect(transport, { kind: 'window', origin: globalThis.origin });
    } catch (error) {
      // Main has closed, and has closed the transport. Any other error is a bug and must not be
      // hidden.
      if (!(error instanceof CulvertError)) throw error;
    }
    const forget = (): void => void this.transports.delete(transport);
    transport.frames$.subscribe({ complete: forget, error: forget });
  }
}
