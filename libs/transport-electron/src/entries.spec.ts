import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';

jest.mock(
  'electron',
  () => ({ contextBridge: { exposeInMainWorld: jest.fn() }, ipcRenderer: { on: jest.fn() } }),
  {
    virtual: true,
  },
);

describe('@culvert/transport-electron', () => {
  it.each([
    ['main', ['attachElectron']],
    ['preload', ['exposeCulvert']],
    ['renderer', ['electronTransport']],
  ])('/%s exports exactly %j', async (entry, names) => {
    const api = (await import(`./${entry}.js`)) as object;
    expect(Object.keys(api).sort()).toEqual(names);
  });

  it('/preload exposes through Electron’s own contextBridge', async () => {
    const { exposeCulvert } = await import('./preload.js');
    const { contextBridge, ipcRenderer } = await import('electron');
    exposeCulvert({ channels: ['a'] });
    expect(contextBridge.exposeInMainWorld).toHaveBeenCalledWith(
      'culvert',
      expect.objectContaining({ channels: ['a'] }),
    );
    expect(ipcRenderer.on).toHaveBeenCalledTimes(1);
  });

  it('/preload requires only electron from a sandbox, and bundles neither RxJS nor the rest of core', async () => {
    const file = await bundleEntry(join(__dirname, 'preload.ts'), { platform: 'preload' });
    const [code = ''] = readFileSync(file, 'utf8').split('//# sourceMappingURL=');
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['electron']);
    expect(code).not.toMatch(/rxjs|node_modules|libs\/core/);
    expect(code.length).toBeLessThan(40_000);
  });

  it('/main and /renderer never import electron', async () => {
    for (const [entry, platform] of [
      ['main', 'node'],
      ['renderer', 'browser'],
    ] as const) {
      const file = await bundleEntry(join(__dirname, `${entry}.ts`), {
        platform,
        alias: { electron: './nowhere.js' },
      });
      expect(readFileSync(file, 'utf8').split('//# sourceMappingURL=')[0]).not.toMatch(/from "electron"/);
    }
  });
});
