import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';

/** An app's server with one page, which has loaded `page-peer.ts`. */
export interface PageHost {
  readonly server: Server;
  readonly port: number;
  readonly origin: string;
  close(): Promise<unknown>;
}

export async function startPageHost(): Promise<PageHost> {
  const script = await readFile(await bundleEntry(join(__dirname, 'page-peer.ts'), { platform: 'browser' }));
  const server = createServer((request, response) => {
    if (request.url === '/page-peer.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (request.url === '/') {
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/page-peer.js"></script>');
    } else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}
