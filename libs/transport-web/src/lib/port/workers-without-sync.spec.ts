import { launchChromium, type Browser } from '@culvert/harness';
import { startAppHost, type AppHost } from '../../../testing/app-host.js';
import type { AppPage } from '../../../testing/app-page.js';

// A browser on a busy machine is slow.
jest.setTimeout(60_000);

describe('a worker that has no way to block', () => {
  let browser: Browser;
  let host: AppHost;
  beforeAll(async () => {
    [browser, host] = await Promise.all([
      launchChromium(),
      startAppHost({ programs: ['app-page', 'app-worker'] }),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await host.close();
  });

  it('refuses sendSync at once, names the remedy, and sends nothing to main', async () => {
    const page = await browser.newPage();
    await page.goto(`${host.origin}/app-page`);
    await page.waitForFunction(() => 'createMain' in globalThis);
    const { code, message, ms, heard } = await page.evaluate(async () => {
      const app = globalThis as unknown as AppPage;
      const main = app.createMain({ codec: app.structured });
      let asked = 0;
      main.ipcMain.on('ask', () => asked++);
      const worker = new Worker('/app-worker.js', { type: 'module' });
      const remote = new app.RemoteRenderer(main, main.connect(app.workerTransport(worker)));
      const refusal = await remote.evaluate(({ ipcRenderer }) => {
        const start = performance.now();
        try {
          return ipcRenderer.sendSync('ask') as never;
        } catch (error) {
          const { code: its, message: text } = error as { code: string; message: string };
          return { code: its, message: text, ms: performance.now() - start };
        }
      });
      return { ...refusal, heard: asked };
    });
    expect(code).toBe('ERR_CULVERT_SYNC_UNSUPPORTED');
    expect(message).toMatch(/^sendSync 'ask': .*Cross-Origin-Opener-Policy.*answerSyncRequests.*invoke/);
    expect(heard).toBe(0);
    // The call's own time limit is twenty seconds.
    expect(ms).toBeLessThan(5_000);
  });
});
