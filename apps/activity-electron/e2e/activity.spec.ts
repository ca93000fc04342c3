import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron, noElectron } from '../find-electron.mjs';

const executablePath = findElectron();

describe('the activity monitor in Electron', () => {
  if (executablePath === undefined) {
    it.skip(`shows live windows that find each other (skipped: ${noElectron})`, () => undefined);
    return;
  }

  const dataDir = mkdtempSync(join(tmpdir(), 'activity-electron-'));
  let app: ElectronApplication;
  beforeAll(async () => {
    app = await _electron.launch({
      executablePath,
      args: [join(__dirname, '../dist/main.js'), `--data-dir=${dataDir}`],
    });
  });
  afterAll(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true });
  });

  it('shows live windows that find each other', async () => {
    const launcher = await app.firstWindow();
    await isLive(launcher);
    // The page has nothing of Electron, but has the exposed bridge.
    expect(await launcher.evaluate(() => [typeof globalThis.require, 'culvert' in window])).toEqual([
      'undefined',
      true,
    ]);
    const [overview] = await Promise.all([
      app.waitForEvent('window'),
      launcher.evaluate(() => void window.open('./overview', 'activity-e2e')),
    ]);
    await isLive(overview);
    expect(await idOf(overview)).toBe(await electronIdOf(app, overview));

    const before = await idOf(overview);
    await overview.reload();
    await isLive(overview);
    expect(await idOf(overview)).toBe(before);
  });
});

async function isLive(page: Page): Promise<void> {
  await page.locator('.pill[data-status="live"]').waitFor();
}

/** The webContents id of a page, as its header shows it. */
async function idOf(page: Page): Promise<number> {
  const text = await page.locator('.header .tag').textContent();
  return Number(/\d+/.exec(text ?? '')?.[0]);
}

async function electronIdOf(app: ElectronApplication, page: Page): Promise<number> {
  const window = await app.browserWindow(page);
  return window.evaluate(
    ({ webContents }: { readonly webContents: { readonly id: number } }) => webContents.id,
  );
}
