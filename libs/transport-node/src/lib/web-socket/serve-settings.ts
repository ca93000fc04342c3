import type { Server } from 'node:http';
import type { Main } from '@culvert/core';
import { checkCount, checkObject, invalidArgument, type Limits } from '@culvert/protocol';
import { checkToken } from '@culvert/transport-kit';
import { checkOrigins } from './check-origins.js';
import { settleLimits, type SettledLimits } from './serve-limits.js';
import type { ServeOptions, ServingMain, WriteLine } from './serve-options.js';

/** The options of a `serve`, checked. The app cannot change them. */
export interface ServeSettings {
  readonly main: Pick<Main, 'connect'>;
  readonly port: number;
  readonly host: string;
  /** Absent if `serve` makes one. */
  readonly token: string | undefined;
  readonly allowedOrigins: readonly string[];
  /** Absent if `serve` makes one. */
  readonly server: Server | undefined;
  readonly log: WriteLine | false | undefined;
  readonly limits: SettledLimits;
}

/**
 * Reads each option once, at the call of `serve`. Later reads could find another value, which nothing has checked.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`
 */
export function settle(main: ServingMain, options: ServeOptions): ServeSettings {
  const limitsOfMain = limitsOf(main);
  checkObject('serve: options', options);
  const { port = 0, host = '127.0.0.1', token, allowedOrigins = [], server, log } = options;
  // Node reads text as the name of a pipe.
  checkCount('serve: port', port, 0, 65_535);
  // Node binds every interface for an empty host, as an unset variable of a shell gives it.
  if (typeof host !== 'string' || host === '')
    throw invalidArgument(
      "serve: host must be a string, and not empty. For every interface, pass '0.0.0.0' or '::'.",
    );
  if (token !== undefined) checkToken('serve: token', token);
  if (server !== undefined && !isHttpServer(server))
    throw invalidArgument(
      'serve: server must be an HTTP or HTTPS server of Node: of createServer of node:http or node:https.',
    );
  if (log !== undefined && log !== false && typeof log !== 'function')
    throw invalidArgument('serve: log must be a function of a line, or false.');
  return {
    main,
    port,
    host,
    token,
    allowedOrigins: checkOrigins(allowedOrigins),
    server,
    log,
    limits: settleLimits(options, limitsOfMain),
  };
}

/**
 * The limits of a main. An app of Express and a socket of Node have a `connect` too, and would fail with the first
 * client. A main from another copy of the package has these members as well.
 */
function limitsOf(
  main: Partial<ServingMain> | null | undefined,
): Pick<Limits, 'messageBytes' | 'queuedBytes'> {
  const { messageBytes, queuedBytes } = (main?.limits ?? {}) as Partial<Limits>;
  if (typeof main?.connect !== 'function' || !isCount(messageBytes) || !isCount(queuedBytes))
    throw invalidArgument('serve needs the main that createMain() returned: serve(main, options).');
  return { messageBytes, queuedBytes };
}

function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value);
}

/** Servers of other protocols, and of `ws`, also have an address. Of Node's servers only those of HTTP have this time. */
function isHttpServer(server: Partial<Server> | null): boolean {
  return typeof server?.address === 'function' && typeof server.headersTimeout === 'number';
}
