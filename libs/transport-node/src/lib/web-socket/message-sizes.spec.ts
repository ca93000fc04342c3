import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  attachGuest,
  createMain,
  createMemoryLink,
  createRenderer,
  electronJson,
  type Main,
  type Renderer,
} from '@culvert/core';
import { bundleEntry } from '@culvert/harness';
import { maxFrameBytes } from '@culvert/protocol';
import { around, isSame, KINDS } from '../../../testing/web-socket/sizes.js';
import { serve, type CulvertServer } from './serve.js';
import { webSocketTransport } from './web-socket-transport.js';

/** More than several messages of one frame may have together, so that this limit applies. */
const LIMIT = 2_400_000;

jest.setTimeout(120_000);

describe('messages up to the limit, over WebSocket', () => {
  let main: Main;
  let culvert: CulvertServer;
  let renderer: Renderer;
  let received: unknown[];
  beforeEach(async () => {
    main = createMain({ limits: { messageBytes: LIMIT } });
    main.ipcMain.handle('echo', (_, value: unknown) => value);
    main.ipcMain.on('before', () => {});
    main.ipcMain.on('echo', (event, value) => {
      event.returnValue = value;
    });
    culvert = await serve(main);
    renderer = createRenderer(webSocketTransport(culvert.url, { token: culvert.token }));
    received = [];
    renderer.ipcRenderer.on('value', (_, value) => received.push(value));
    await renderer.ready;
  });
  afterEach(async () => {
    renderer.close();
    main.close();
    await culvert.close();
  });

  async function expectSound(): Promise<void> {
    expect(await renderer.ipcRenderer.invoke('echo', 'sound')).toBe('sound');
  }

  describe.each(Object.entries(KINDS))('%s', (_, make) => {
    it('arrive both ways, and one byte more is refused at the call of either side', async () => {
      const { within, over } = around(LIMIT, electronJson, make);
      const [window] = main.webContents.getAll();
      expect(isSame(await renderer.ipcRenderer.invoke('echo', within), within)).toBe(true);
      window!.send('value', within);
      const tooLarge = expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }) as Error;
      await expect(async () => void (await renderer.ipcRenderer.invoke('echo', over))).rejects.toEqual(
        tooLarge,
      );
      expect(() => renderer.ipcRenderer.send('before', over)).toThrow(tooLarge);
      expect(() => window!.send('value', over)).toThrow(tooLarge);
      await expectSound();
      expect(received.map((value) => isSame(value, within))).toEqual([true]);
    });

    it('arrive in the turn in which many others leave', async () => {
      const { within } = around(LIMIT, electronJson, make);
      const small = '漢'.repeat(1000);
      const [window] = main.webContents.getAll();
      for (let i = 0; i < 300; i++) {
        if (i % 100 === 50) {
          renderer.ipcRenderer.send('before', within);
          window!.send('value', within);
        }
        renderer.ipcRenderer.send('before', small);
        window!.send('value', small);
      }
      await expectSound();
      expect(received).toHaveLength(303);
    });
  });

  it('arrive by sendSync, with everything that was sent before', async () => {
    const file = await bundleEntry(join(__dirname, '../../../testing/web-socket/sizes-peer.ts'), {
      platform: 'node',
    });
    const { url, token } = culvert;
    let before = 0;
    main.ipcMain.on('before', () => before++);
    const worker = new Worker(file, { workerData: { url, token, limit: LIMIT } });
    const [results] = (await once(worker, 'message')) as [unknown];
    const right = { same: true, code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' };
    expect(results).toEqual(Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, right])));
    expect(before).toBe(101 * Object.keys(KINDS).length);
    await expectSound();
    await worker.terminate();
  });

  it('are smaller if serve has a smaller payload: refused at the call, as by a smaller limit', async () => {
    const maxPayloadBytes = maxFrameBytes({ messageBytes: 2_200_000 });
    const strict = await serve(main, { log: false, maxPayloadBytes });
    const other = createRenderer(webSocketTransport(strict.url, { token: strict.token }));
    await other.ready;
    for (const make of Object.values(KINDS)) {
      const { within, over } = around(2_200_000, electronJson, make);
      expect(isSame(await other.ipcRenderer.invoke('echo', within), within)).toBe(true);
      await expect(async () => void (await other.ipcRenderer.invoke('echo', over))).rejects.toMatchObject({
        code: 'ERR_CULVERT_MESSAGE_TOO_LARGE',
      });
    }
    expect(await other.ipcRenderer.invoke('echo', 'sound')).toBe('sound');
    other.close();
    await strict.close();
  });

  it('are smaller for a guest as well: refused at the call, and its window keeps its socket', async () => {
    const big = createMain();
    big.ipcMain.handle('length', (_, text: string) => text.length);
    const strict = await serve(big, { maxPayloadBytes: maxFrameBytes({ messageBytes: 2_200_000 }) });
    const window = createRenderer(webSocketTransport(strict.url, { token: strict.token }));
    const [hostSide, guestSide] = createMemoryLink();
    attachGuest(window).connect(hostSide, 'https://guest.example');
    const guest = createRenderer(guestSide);
    await guest.ready;
    const { within, over } = around(2_200_000, electronJson, (size) => '漢'.repeat(size));
    expect(await guest.ipcRenderer.invoke('length', within)).toBe((within as string).length);
    // Far above the limit: the payload limit leaves room for the heads.
    for (const text of [over, '漢'.repeat(8_000_000)])
      await expect(async () => void (await guest.ipcRenderer.invoke('length', text))).rejects.toMatchObject({
        code: 'ERR_CULVERT_MESSAGE_TOO_LARGE',
      });
    expect(await window.ipcRenderer.invoke('length', 'sound')).toBe(5);
    window.close();
    big.close();
    await strict.close();
  });
});
