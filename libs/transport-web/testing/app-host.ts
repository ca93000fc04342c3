import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';

/** An app of files only. Its server contains nothing of Culvert. */
export interface AppHost {
  readonly origin: string;
  close(): Promise<unknown>;
}

export interface AppOptions {
  /**
   * The programs beside this one that the app has, each at `/NAME.js`. `/NAME` is a page that has
   * loaded it.
   */
  readonly programs: readonly string[];
  /** True if pages and workers are cross-origin isolated. */
  readonly isolated?: boolean;
}

const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const alias = {
  'jest-util': join(__dirname, 'jest-in-browser.ts'),
  'jest-message-util': join(__dirname, 'jest-in-browser.ts'),
};

export async function startAppHost({ programs, isolated = false }: AppOptions): Promise<AppHost> {
  const scripts = new Map<string, Buffer>();
  for (const name of programs) {
    const file = await bundleEntry(join(__dirname, `${name}.ts`), { platform: 'browser', alias });
    scripts.set(name, await readFile(file));
  }
  const server = createServer((request, response) => {
    const [, name = '', extension] =
      /^\/([\w-]*)(\.js)?$/.exec(new URL(request.url ?? '/', 'http://app').pathname) ?? [];
    if (isolated) for (const [header, value] of Object.entries(ISOLATED)) response.setHeader(header, value);
    const script = scripts.get(name);
    if (name !== '' && script === undefined) response.writeHead(404).end();
    else if (extension) response.setHeader('content-type', 'text/javascript').end(script);
    else response.setHeader('content-type', 'text/html').end(pageOf(name));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}

function pageOf(program: string): string {
  const script = program && `<script type="module" src="/${program}.js"></script>`;
  return `<!doctype html><title>app</title>${script}`;
}
