import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';

/** An app's server with one page. The page loads one of the programs beside this file. */
export interface PageHost {
  readonly server: Server;
  readonly port: number;
  readonly origin: string;
  close(): Promise<unknown>;
}

export async function startPageHost(program = 'page-peer.ts'): Promise<PageHost> {
  const script = await readFile(await bundleEntry(join(__dirname, program), { platform: 'browser' }));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (pathname === '/') {
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/page.js"></script>');
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
