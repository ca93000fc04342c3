import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleEntry, launchChromium, type Browser } from '@culvert/harness';

jest.setTimeout(60_000);

/**
 * Electron runs preload scripts in an isolated world of Chromium. These specs use such a world of a
 * real Chromium.
 */
describe('ports between the worlds of a document, in Chromium', () => {
  let browser: Browser;
  /** Runs a script in the page's own world, and in an isolated one of the same document. */
  let inPage: (script: string) => Promise<unknown>;
  let inPreload: (script: string) => Promise<unknown>;

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await (await browser.newContext()).newPage();
    const session = await page.context().newCDPSession(page);
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'preload',
    });
    const run = (options: { readonly contextId?: number }) => async (script: string) => {
      const expression = `(async () => { ${script} })()`;
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
        ...options,
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
      return result.value as unknown;
    };
    inPage = run({});
    inPreload = run({ contextId });
    const file = await bundleEntry(join(__dirname, '../../testing/world.ts'), { platform: 'browser' });
    const world = readFileSync(file, 'utf8');
    await inPage(world);
    await inPreload(world);
  });
  afterAll(() => browser.close());

  it('are two worlds', async () => {
    await inPage('globalThis.mine = 1');
    expect(await inPreload('return typeof globalThis.mine')).toBe('undefined');
  });

  it('go from the page to its preload script within the call, and can be transferred again', async () => {
    await inPreload(`
      world.listen('preload');
      globalThis.counts = [];
      addEventListener('now', () => {
        const ports = world.take();
        counts.push(ports.length, ports.every((port) => port instanceof MessagePort));
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = ({ ports: [transferred] }) => transferred.postMessage('from where it went');
        port1.postMessage(null, [ports[0]]);
      });
    `);
    const heard = await inPage(`
      const channel = new MessageChannel();
      const heard = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data)));
      world.handOver('preload', 'another', [new MessageChannel().port1]);
      world.handOver('preload', 'c', [channel.port2]);
      dispatchEvent(new Event('now'));
      return heard;
    `);
    expect(heard).toBe('from where it went');
    expect(await inPreload('return counts')).toEqual([1, true]);
  });

  it('go from the preload script to its page within the call', async () => {
    await inPage(`
      world.listen('page');
      addEventListener('here', () => world.take().forEach((port, index) => port.postMessage('port ' + index)));
    `);
    const heard = await inPreload(`
      const channels = [new MessageChannel(), new MessageChannel()];
      const heard = channels.map(({ port1 }) => new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data))));
      world.handOver('page', 'c', channels.map(({ port2 }) => port2));
      dispatchEvent(new Event('here'));
      return Promise.all(heard);
    `);
    expect(heard).toEqual(['port 0', 'port 1']);
  });
});
