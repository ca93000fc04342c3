import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CulvertError, invalidArgument } from '@culvert/protocol';

/**
 * Resolves when the server listens.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` with the cause, if the port is taken or the address is not this
 * machine's
 */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return listening(server, () => server.listen(port, host));
}

/**
 * The address of an app's server, once it listens.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` if it fails to listen
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a server that listens on a pipe, or is closed
 */
export async function addressOf(server: Server): Promise<AddressInfo> {
  if (isClosed(server)) throw invalidArgument(CLOSED);
  if (!server.listening) await listening(server, () => {});
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw invalidArgument('serve needs a server that listens on a TCP port.');
  }
  return address;
}

function listening(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      server.off('listening', end).off('error', failed).off('close', closed);
      if (error === undefined) resolve();
      else reject(error);
    };
    const failed = (cause: Error) => end(cannotListen(cause));
    const closed = () => end(invalidArgument(CLOSED));
    server.on('listening', end).on('error', failed).on('close', closed);
    try {
      start();
    } catch (cause) {
      failed(cause as Error);
    }
  });
}

const CLOSED = 'serve: this server is closed. Let it listen again first, or pass another one.';

/** A field of Node that `listen` sets, and `close` leaves. Nothing public tells a closed server from a new one. */
function isClosed(server: Server & { readonly _connectionKey?: unknown }): boolean {
  return !server.listening && server._connectionKey !== undefined;
}

function cannotListen(cause: NodeJS.ErrnoException): CulvertError {
  const advice =
    cause.code === 'EADDRINUSE' ? ' The port is taken: choose another one, or 0 for a free one.' : '';
  return new CulvertError('ERR_CULVERT_TRANSPORT', `serve cannot listen: ${cause.message}.${advice}`, {
    cause,
  });
}
