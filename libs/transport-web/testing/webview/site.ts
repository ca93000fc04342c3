import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';

/**
 * A server with one program, at an origin of its own. Every path is a page that loads it, except
 * the paths of `more`.
 */
export interface Site {
  readonly server: Server;
  readonly origin: string;
  close(): Promise<unknown>;
}

/** @param more pages by their paths: HTML, or the target of a redirect */
export async function startSite(
  program: string,
  more: Readonly<Record<string, string | { readonly redirect: string }>> = {},
): Promise<Site> {
  const bundle = await readFile(await bundleEntry(join(__dirname, program), { platform: 'browser' }), 'utf8');
  // A thousand documents load this script, and each would read its source map, which is larger.
  const script = bundle.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const page = more[pathname] ?? '<!doctype html><body><script type="module" src="/page.js"></script>';
    if (pathname === '/page.js') {
      // A document without an origin loads its modules by CORS.
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('cache-control', 'max-age=3600');
      response.setHeader('content-type', 'text/javascript').end(script);
    } else if (pathname === '/favicon.ico') response.writeHead(204).end();
    else if (typeof page === 'object') response.writeHead(302, { location: page.redirect }).end();
    else response.setHeader('content-type', 'text/html').end(page);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}
