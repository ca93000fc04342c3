import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

/** A running registry of {@link serveTarballs}. */
export interface LocalRegistry {
  readonly url: string;
  close(): void;
}

/**
 * Serves tarballs as an npm registry does, so that `npm install` runs as a user types it, with names and ranges. It has
 * one version of each package, and answers 404 for other packages.
 *
 * @example
 * const { url, close } = await serveTarballs(['/tmp/culvert-core-0.1.0.tgz']);
 * writeFileSync('.npmrc', `@culvert:registry=${url}`);
 * execFileSync('npm', ['install', '@culvert/core']);
 * close();
 */
export async function serveTarballs(tarballs: readonly string[]): Promise<LocalRegistry> {
  const files = new Map(tarballs.map((path) => [`/-/${basename(path)}`, readFileSync(path)]));
  const manifests = new Map(
    tarballs.map((path) => {
      const manifest = readManifest(path);
      return [manifest.name, { manifest, file: `/-/${basename(path)}` }];
    }),
  );
  // Part of the url, because npm keeps answers in its cache, and a later registry may get the same port.
  const content = createHash('sha256');
  for (const file of files.values()) content.update(file);
  const base = `/${content.digest('hex')}`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').replace(base, '');
    const tarball = files.get(path);
    const entry = manifests.get(path.slice(1));
    if (tarball !== undefined) {
      response.end(tarball);
      return;
    }
    if (entry === undefined) {
      response.writeHead(404).end('{}');
      return;
    }
    const { manifest, file } = entry;
    const integrity = `sha512-${createHash('sha512').update(files.get(file)!).digest('base64')}`;
    const version = { ...manifest, dist: { tarball: `${url}${file}`, integrity } };
    response.end(
      JSON.stringify({
        name: manifest.name,
        'dist-tags': { latest: manifest.version },
        versions: { [manifest.version]: version },
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`;
  return {
    url,
    close: () => {
      server.close();
      // npm keeps its connections open.
      server.closeAllConnections();
    },
  };
}

function readManifest(tarball: string): { readonly name: string; readonly version: string } {
  const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
  return JSON.parse(text) as { name: string; version: string };
}
