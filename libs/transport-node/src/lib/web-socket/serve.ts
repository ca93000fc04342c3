import type { Server } from 'node:http';
import type { Main } from '@culvert/core';
import { checkCount, checkObject, invalidArgument } from '@culvert/protocol';
import { addressOf } from './listen.js';
import type { CulvertServer, ServeOptions, ServingMain } from './serve-options.js';

export type { CulvertServer, RefusedRequest, ServeOptions, WriteLine } from './serve-options.js';

/**
 * Lets renderers connect to main over WebSocket, with a synchronous endpoint beside it for `sendSync`. Pages
 * and Node processes need the token, and pages must be from an allowed origin.
 *
 * Resolves when the server listens. An app may pass a `server` that is not listening yet.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` if it cannot listen; its `cause` has Node's code (`EADDRINUSE`)
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a main, or for an option of another type. Also for an empty
 * token or host, and the origin `'*'`. Also for a server on a pipe, or one that already serves a main.
 *
 * @example
 * const { url, token, close } = await serve(main, { allowedOrigins: ['http://localhost:5173'] });
 * const renderer = createRenderer(webSocketTransport(url, { token }));
 */
export async function serve(main: ServingMain, options: ServeOptions = {}): Promise<CulvertServer> {
  checkArguments(main, options);
  // The app's server may fail to listen while the code below loads.
  const address = options.server && addressOf(options.server);
  address?.catch(() => {});
  // The server and `ws` take as long to load as half of RxJS. A renderer in a worker needs neither.
  const { startServer } = await import('./start-server.js');
  return startServer(main, options, address);
}

function checkArguments(main: ServingMain, options: ServeOptions): void {
  if (typeof (main as Partial<Main> | null | undefined)?.connect !== 'function')
    throw invalidArgument('serve needs the main that createMain() returned: serve(main, options).');
  checkObject('serve: options', options);
  const { port, host, token, server, log } = options;
  // Node reads text as the name of a pipe.
  if (port !== undefined) checkCount('serve: port', port, 0, 65_535);
  // Node binds every interface for an empty host, as an unset variable of a shell gives it.
  if (host !== undefined && (typeof host !== 'string' || host === ''))
    throw invalidArgument(
      "serve: host must be a string, and not empty. For every interface, pass '0.0.0.0' or '::'.",
    );
  if (token !== undefined && (typeof token !== 'string' || token === ''))
    throw invalidArgument('serve: token must be a string, and not empty.');
  if (server !== undefined && typeof (server as Partial<Server> | null)?.address !== 'function')
    throw invalidArgument('serve: server must be an HTTP or HTTPS server of Node.');
  if (log !== undefined && log !== false && typeof log !== 'function')
    throw invalidArgument('serve: log must be a function of a line, or false.');
}
