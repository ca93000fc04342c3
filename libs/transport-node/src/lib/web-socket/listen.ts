import { once } from 'node:events';
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
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a server that listens on a pipe
 */
export async function addressOf(server: Server): Promise<AddressInfo> {
  if (!server.listening) await listening(server, () => {});
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw invalidArgument('serve needs a server that listens on a TCP port.');
  }
  return address;
}

async function listening(server: Server, start: () => void): Promise<void> {
  try {
    const started = once(server, 'listening');
    start();
    await started;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const advice =
      code === 'EADDRINUSE' ? ' The port is taken: choose another one, or 0 for a free one.' : '';
    throw new CulvertError('ERR_CULVERT_TRANSPORT', `serve cannot listen: ${message}.${advice}`, { cause });
  }
}
