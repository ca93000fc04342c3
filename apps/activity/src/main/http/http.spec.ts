import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenNear } from './listen.js';
import { createPageHandler } from './page-handler.js';
import { answerProof } from './proof.js';
import { proveMain } from '../../pages/shared/prove-main.js';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => once(server.close(), 'close')));
});

async function listen(server = createServer()): Promise<number> {
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

describe('listenNear', () => {
  it('takes the preferred port', async () => {
    const port = await listen();
    await once(servers.splice(0)[0]!.close(), 'close');
    const server = createServer();
    servers.push(server);
    expect(await listenNear(server, port)).toBe(port);
    expect((server.address() as AddressInfo).address).toBe('127.0.0.1');
  });

  it('takes a later one if it is taken', async () => {
    const taken = await listen();
    const server = createServer();
    servers.push(server);
    expect(await listenNear(server, taken)).toBeGreaterThan(taken);
  });

  it('takes any free one if the next ones are taken', async () => {
    const taken = await listen();
    const server = createServer();
    servers.push(server);
    const port = await listenNear(server, taken, 1);
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(taken);
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Node's own client, because `fetch` normalizes paths and does not let a caller choose the Host.
 */
function get(port: number, path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const { method = 'GET', host = `127.0.0.1:${port}` } = options;
  return new Promise((resolve, reject) => {
    const headers = { host };
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

describe('createPageHandler', () => {
  let folder: string;
  let port = 0;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'activity-'));
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(pages, 'index.html'), '<p>launcher');
    writeFileSync(join(pages, 'disk.html'), '<p>disk');
    writeFileSync(join(pages, 'details.html'), '<p>details');
    writeFileSync(join(pages, 'processes.html'), '<p>processes');
    writeFileSync(join(pages, 'assets/disk-abc.js'), 'export {}');
    port = await listen(createServer(createPageHandler(pages, () => port)));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('serves pages by their names, with a policy, always fresh', async () => {
    const { status, headers, body } = await get(port, '/disk?token=x');
    expect([status, body]).toEqual([200, '<p>disk']);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${port}`);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect((await get(port, '/')).body).toBe('<p>launcher');
  });

  it('lets the details card be framed by its own origin, and the processes window frame that and nothing else', async () => {
    const policyOf = async (path: string) => {
      const { headers } = await get(port, path);
      const policy = String(headers['content-security-policy']).split('; ');
      const frames = policy.filter((directive) => directive.startsWith('frame-'));
      return [...frames, headers['x-frame-options']];
    };
    const card = `http://127.0.0.1:${port}/details`;
    expect(await policyOf('/details?shade=dark')).toEqual(["frame-ancestors 'self'", 'SAMEORIGIN']);
    expect(await policyOf('/processes')).toEqual([`frame-src ${card}`, "frame-ancestors 'none'", 'DENY']);
    expect(await policyOf('/disk')).toEqual(["frame-ancestors 'none'", 'DENY']);
    expect(await policyOf('/details/../disk')).toEqual(["frame-ancestors 'none'", 'DENY']);
  });

  it('lets browsers keep files with a hash in their name', async () => {
    const { headers } = await get(port, '/assets/disk-abc.js');
    expect(headers['cache-control']).toContain('immutable');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    '/%00',
    '/%',
    '/none',
  ])('finds nothing at %s', async (path) => {
    const { status, body } = await get(port, path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret\n');
    expect(body).not.toBe('secret');
  });

  it.each(['evil.example', `evil.example:80`, 'localhost.evil.example'])(
    'does not answer to the name %s',
    async (host) => {
      expect((await get(port, '/', { host })).status).toBe(421);
    },
  );

  it('takes no other methods', async () => {
    expect((await get(port, '/', { method: 'POST' })).status).toBe(405);
    expect((await get(port, '/', { method: 'HEAD' })).status).toBe(200);
  });
});

describe('the proof that a server is main', () => {
  const token = 't'.repeat(43);

  async function serveProof(known: string, portOf: (own: number) => number = (own) => own): Promise<number> {
    let port = 0;
    const server = createServer((question, response) => {
      // A copied program checks no Host, and answers for any port.
      question.headers.host = `127.0.0.1:${portOf(port)}`;
      if (!answerProof(question, response, known, portOf(port))) response.writeHead(404).end();
    });
    port = await listen(server);
    return port;
  }

  const askAt =
    (port: number): typeof fetch =>
    (path, init) =>
      fetch(`http://127.0.0.1:${port}${path as string}`, init);

  it('convinces a page if the server knows the token', async () => {
    const port = await serveProof(token);
    expect(await proveMain(token, port, askAt(port))).toBe(true);
  });

  it('fails if the server knows another token, answers for another port, or is not there', async () => {
    const other = await serveProof('u'.repeat(43));
    expect(await proveMain(token, other, askAt(other))).toBe(false);
    // The program at the former port forwards the request to main, which has moved.
    const moved = await serveProof(token, (own) => own + 1);
    expect(await proveMain(token, moved, askAt(moved))).toBe(false);
    const none = await serveProof(token);
    await once(servers.pop()!.close(), 'close');
    expect(await proveMain(token, none, askAt(none))).toBe(false);
  });

  it.each(['', 'short', 'x'.repeat(65), '<script>0123456789abcdef'])(
    'refuses the nonce %j',
    async (nonce) => {
      const port = await serveProof(token);
      const { status, body } = await get(port, `/proof?nonce=${encodeURIComponent(nonce)}`);
      expect([status, body]).toEqual([400, '']);
    },
  );

  it('is given for the own Host only', async () => {
    let port = 0;
    port = await listen(
      createServer((question, response) => {
        if (!answerProof(question, response, token, port)) response.writeHead(421).end();
      }),
    );
    const path = `/proof?nonce=${'n'.repeat(32)}`;
    expect((await get(port, path)).status).toBe(200);
    expect((await get(port, path, { host: 'evil.example' })).status).toBe(421);
  });
});
