import { addressOf } from './listen.js';
import type { CulvertServer, ServeOptions, ServingMain } from './serve-options.js';
import { settle } from './serve-settings.js';

export type { CulvertServer, RefusedRequest, ServeOptions, WriteLine } from './serve-options.js';

/**
 * Lets renderers connect to main over WebSocket, with a synchronous endpoint beside it for `sendSync`. Pages
 * and Node processes need the token, and pages must be from an allowed origin.
 *
 * Resolves when the server listens. An app may pass a `server` that is not listening yet. The options are read at the
 * call, so that a later change of their object has no effect.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` if it cannot listen; its `cause` has Node's code (`EADDRINUSE`)
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a main, or for an option of another type. Also for an empty
 * token or host, and for an entry of `allowedOrigins` that is no origin. Also for a server that is closed or on a pipe,
 * or that already serves a main.
 *
 * @example
 * const { url, token, close } = await serve(main, { allowedOrigins: ['http://localhost:5173'] });
 * const renderer = createRenderer(webSocketTransport(url, { token }));
 */
export async function serve(main: ServingMain, options: ServeOptions = {}): Promise<CulvertServer> {
  const settings = settle(main, options);
  // The app's server may fail to listen while the code below loads.
  const address = settings.server && addressOf(settings.server);
  address?.catch(() => {});
  // The server and `ws` take as long to load as half of RxJS. A renderer in a worker needs neither.
  const { startServer } = await import('./start-server.js');
  return startServer(settings, address);
}
