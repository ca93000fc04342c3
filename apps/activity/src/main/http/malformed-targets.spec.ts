import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createPageHandler } from './page-handler.js';
import { answerProof } from './proof.js';

describe("main's server, for a target that a client wrote by hand", () => {
  let folder: string;
  let server: Server;
  let port = 0;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'activity-'));
    writeFileSync(join(folder, 'disk.html'), '<p>disk');
    const servePages = createPageHandler(folder, () => port);
    server = createServer((request, response) => {
      if (!answerProof(request, response, 't'.repeat(43), port)) servePages(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    const closed = once(server.close(), 'close');
    server.closeAllConnections();
    await closed;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A raw socket, because clients of HTTP normalize a target or refuse to send it. */
  async function statusOf(target: string): Promise<number> {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    return Number((await text(socket)).split(' ', 2)[1]);
  }

  it.each([
    '//',
    '///',
    '//?nonce=1',
    '//[',
    '//:99999/proof',
    'http://[',
    'http://[::1/proof',
    'http://:80/',
    'http://a b/',
    'http://127.0.0.1:99999/proof',
    'http://evil.example/disk',
    'http://127.0.0.1/disk',
    'no-scheme://',
    '*',
    '?',
    '/%',
    '/proof%',
    '/\\',
    '\\\\',
  ])('answers %j with an error, and then the next request', async (target) => {
    expect([400, 404]).toContain(await statusOf(target));
    expect(await statusOf('/disk')).toBe(200);
  });
});
