import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const host = '127.0.0.1';

/**
 * Makes `server` listen and returns its port: `preferred`, or the first free one after it. 0 is any
 * port.
 */
export async function listenNear(server: Server, preferred: number, attempts = 50): Promise<number> {
  for (let port = preferred; port < Math.min(preferred + attempts, 65536); port++) {
    if (await tryListen(server, port)) return (server.address() as AddressInfo).port;
  }
  await tryListen(server, 0);
  return (server.address() as AddressInfo).port;
}

function tryListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      server.off('listening', onListening);
      server.off('error', onError);
    };
    const onListening = (): void => {
      stop();
      resolve(true);
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      stop();
      // A port below 1024 may be forbidden to this user, which has the same effect as a taken one.
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    server.once('listening', onListening);
    server.once('error', onError);
    server.listen(port, host);
  });
}
