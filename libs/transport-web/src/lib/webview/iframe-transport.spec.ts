import type { PageTools } from '../../../testing/webview/page.js';
import { startStage, type Stage } from '../../../testing/webview/stage.js';

declare const culvert: PageTools;

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
}, 60_000);
afterAll(() => stage.close());

describe('iframeTransport', () => {
  it('connects what an iframe has loaded to a main in its page, ports included, and again after a reload', async () => {
    const result = await stage.page.evaluate(async (origin) => {
      const { core, iframeTransport } = culvert;
      const main = core.createMain();
      const iframe = document.createElement('iframe');
      iframe.src = `${origin}/?framed`;
      const loaded = new Promise((resolve) => iframe.addEventListener('load', resolve, { once: true }));
      document.body.append(iframe);
      await loaded;
      const heard: unknown[] = [];
      const next = (channel: string) =>
        new Promise<void>((resolve) =>
          main.ipcMain.once(channel, (event, ...args: unknown[]) => {
            heard.push([event.senderInfo.id, event.senderInfo.kind, event.ports.length, ...args]);
            resolve();
          }),
        );
      const info = { kind: 'webview', origin } as const;
      const first = main.connect(iframeTransport(iframe, { targetOrigin: origin }), info);
      const hello = next('framed');
      const { id } = first;
      first.on('destroyed', () =>
        main.connect(iframeTransport(iframe, { targetOrigin: origin }), { ...info, id }),
      );
      await hello;
      const again = next('framed');
      iframe.contentWindow!.postMessage('reload', origin);
      await again;
      const gone = new Promise<void>((resolve) =>
        main.webContents.fromId(id)!.on('destroyed', () => resolve()),
      );
      iframe.remove();
      await gone;
      main.close();
      return heard;
    }, stage.guests.origin);
    expect(result).toEqual([
      [1, 'webview', 1, 'hello'],
      [1, 'webview', 1, 'hello'],
    ]);
  });

  it('throws without an exact origin', async () => {
    const results = await stage.page.evaluate(() =>
      ['*', '', '/', 'https://a.example/path', 'null', 'https://a.example', 'app://settings'].map(
        (targetOrigin) => {
          try {
            culvert.iframeTransport(document.createElement('iframe'), { targetOrigin }).close();
            return 'fine';
          } catch (error) {
            return (error as { code?: string }).code;
          }
        },
      ),
    );
    const invalid = 'ERR_CULVERT_INVALID_ARGUMENT';
    expect(results).toEqual([invalid, invalid, invalid, invalid, 'fine', 'fine', 'fine']);
  });
});
