import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Answers requests for the built pages in `folder`. The folder is listed once, and requests are
 * looked up in that list. No path of a request ever reaches the file system, so no path can leave
 * the folder.
 */
export function pageFiles(folder: string, policyOf: (path: string) => string): (url: string) => Response {
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `/${file.split(sep).join('/')}`),
  );
  return (url) => {
    const { pathname } = new URL(url);
    const wanted = pathname === '/' ? '/index' : pathname;
    const file = [wanted, `${wanted}.html`].find(
      (candidate) => files.has(candidate) && extname(candidate) !== '',
    );
    if (file === undefined) return new Response(`There is no ${pathname} here.\n`, { status: 404 });
    return new Response(new Uint8Array(readFileSync(join(folder, file))), {
      headers: {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': policyOf(pathname),
        'x-content-type-options': 'nosniff',
      },
    });
  };
}
