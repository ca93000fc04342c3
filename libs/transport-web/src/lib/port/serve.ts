import type { Main } from '@culvert/core';
import { CulvertError } from '@culvert/protocol';
import { chooseSyncWait, type SyncOptions } from '../sync/choose-sync-wait.js';
import { OpeningTransport, type Parent } from './opening-transport.js';
import { clientOf, ownerOf } from './parents.js';
import { workerScope } from './worker-scope.js';

/** What {@link serve} returns. */
export interface WorkerServer {
  /** Ends all connections, and takes no more. May be called twice. */
  close(): void;
}

/**
 * Lets pages be renderers of a main that lives in a worker, so that an app runs with no server at all: every page that
 * makes this SharedWorker, or the one page that has made this dedicated worker. The page's side is
 * `workerTransport(worker)`, once for each renderer. Call it while the worker starts, before anything is awaited:
 * pages connect right after.
 *
 * Renderers are of kind `'window'`, and of the worker's own origin, for no others can have it.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` outside of dedicated and shared workers
 *
 * @example
 * // main.ts, for `new SharedWorker('main.js')`
 * const main = createMain();
 * main.ipcMain.handle('theme', () => 'dark');
 * serve(main);
 */
export function serve(main: Pick<Main, 'connect'>, options: SyncOptions = {}): WorkerServer {
  const worker = workerScope();
  if (worker === undefined) {
    throw new CulvertError('ERR_CULVERT_TRANSPORT', 'serve() needs a main in a dedicated or shared worker.');
  }
  const server = new PageServer(main, options, worker.kind === 'dedicated');
  if (worker.kind === 'dedicated') server.offer(() => ownerOf(worker.scope));
  else server.acceptClients(worker.scope);
  return { close: () => server.close() };
}

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

  /** Always one more connection than the page has taken: it may want another renderer. */
  offer(parent: () => Parent): void {
    if (this.closing.signal.aborted) return;
    const transport = new OpeningTransport(parent(), chooseSyncWait(this.sharesMemory, this.options), {
      onAccepted: () => {
        this.connect(transport);
        this.offer(parent);
      },
      onLeft: (by) => {
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
      // Main has closed, and the transport with it. Anything else is a bug, and not to be hidden.
      if (!(error instanceof CulvertError)) throw error;
    }
    const forget = (): void => void this.transports.delete(transport);
    transport.frames$.subscribe({ complete: forget, error: forget });
  }
}
