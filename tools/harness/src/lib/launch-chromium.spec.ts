import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchChromium } from './launch-chromium.js';

const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

describe('launchChromium', () => {
  let server: Server;
  let origin: string;
  let otherOrigin: string;
  let browser: Browser;
  let childrenBefore: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/open') response.setHeader('access-control-allow-origin', '*');
      for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
      response.setHeader('content-type', 'text/html').end('<title>culvert</title>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
    otherOrigin = `http://localhost:${port}`;
    childrenBefore = children();
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('opens a page with web security on', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/`);
    expect(await page.title()).toBe('culvert');
    const fetches = await page.evaluate(
      async ([own, other]) => {
        const get = (url: string) =>
          fetch(url)
            .then((response) => response.status)
            .catch(() => 'refused');
        return [await get(`${own}/`), await get(`${other}/open`), await get(`${other}/closed`)];
      },
      [origin, otherOrigin] as const,
    );
    expect(fetches).toEqual([200, 200, 'refused']);
    await page.close();
  });

  it('isolates a page that asks for it', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/`);
    expect(await page.evaluate(() => [globalThis.crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([
      true,
      'function',
    ]);
    await page.close();
  });

  it('can make a page wait for a synchronous request', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/`);
    const status = await page.evaluate(() => {
      const request = new XMLHttpRequest();
      request.open('GET', '/', false);
      request.send();
      return request.status;
    });
    expect(status).toBe(200);
    await page.close();
  });

  it('leaves no process behind', async () => {
    await browser.close();
    expect(browser.isConnected()).toBe(false);
    expect(children()).toBe(childrenBefore);
  });
});

/** Ids of this process's children, if the system provides them. */
function children(): string {
  const file = `/proc/${process.pid}/task/${process.pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
