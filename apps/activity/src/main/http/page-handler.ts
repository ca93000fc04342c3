import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import sirv from 'sirv';
import { isOwnHost, securityHeaders } from './headers.js';

/**
 * Serves the built pages in `folder`. sirv lists the folder once, at the start, and answers from
 * that list. No path of a request ever reaches the file system, so no path can leave the folder.
 */
export function createPageHandler(folder: string, portOf: () => number): RequestListener {
  const serveFile = sirv(folder, { etag: true, extensions: ['html'], setHeaders: setCaching });
  return (request, response) => {
    const port = portOf();
    if (!isOwnHost(request.headers.host, port)) {
      return refuse(response, 421, `Only http://127.0.0.1:${port}/ is served here.`);
    }
    for (const [name, value] of Object.entries(securityHeaders(port, pathOf(request))))
      response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only GET and HEAD.');
    serveFile(request, response, () => refuse(response, 404, `There is no ${pathOf(request)} here.`));
  };
}

/**
 * Vite puts a hash into the names under /assets, so those files never change. The pages name them
 * and must be fresh.
 */
function setCaching(response: ServerResponse, path: string): void {
  const isHashed = path.startsWith('/assets/');
  response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}
