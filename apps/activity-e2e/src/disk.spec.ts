import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@culvert/harness';
import { temporaryFolder } from './support/data-dir.js';
import { childrenOf, isAlive, until } from './support/processes.js';
import { startApp } from './support/start-app.js';
import type { RunningApp } from './support/start-app.js';
import { openWindows } from './support/windows.js';
import type { Windows } from './support/windows.js';

const folder = temporaryFolder();
const tree = join(folder, 'tree');
let app: RunningApp;
let windows: Windows;

/**
 * big/inner/a 3,000,001 · big/b 1,000,000 · small/c 123 · d 45,670, and entries that must not
 * count.
 */
function makeTree(): number {
  mkdirSync(join(tree, 'big/inner'), { recursive: true });
  mkdirSync(join(tree, 'small'));
  mkdirSync(join(tree, 'empty'));
  writeFileSync(join(tree, 'big/inner/a'), Buffer.alloc(3_000_001));
  writeFileSync(join(tree, 'big/b'), Buffer.alloc(1_000_000));
  writeFileSync(join(tree, 'small/c'), Buffer.alloc(123));
  writeFileSync(join(tree, 'd'), Buffer.alloc(45_670));
  symlinkSync(join(tree, 'big'), join(tree, 'small/link'));
  symlinkSync(tree, join(tree, 'big/loop'));
  linkSync(join(tree, 'big/b'), join(tree, 'big/inner/same-as-b'));
  return 3_000_001 + 1_000_000 + 123 + 45_670;
}

beforeAll(async () => {
  [app, windows] = await Promise.all([startApp(join(folder, 'data')), openWindows()]);
});
afterEach(async () => {
  for (const page of windows.context.pages()) await page.close();
});
afterAll(async () => {
  await windows.close();
  app.child.kill('SIGINT');
  await app.ended;
});

async function scan(page: Page, path: string): Promise<void> {
  await page.getByLabel('Folder to scan').fill(path);
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
}

const scanners = (): readonly number[] => childrenOf(app.child.pid ?? 0, 'scan.js');

describe('a scan', () => {
  const total = makeTree();

  it('shows the exact sizes, and opens folders', async () => {
    const page = await windows.open(app, 'disk');
    await scan(page, tree);
    await page.locator('[data-testid="scan-status"][data-phase="done"]').waitFor();
    expect(await page.getByTestId('scan-bytes').getAttribute('data-bytes')).toBe(String(total));
    expect(await page.getByTestId('scan-files').getAttribute('data-files')).toBe('4');
    expect(await page.getByTestId('scan-folders').getAttribute('data-folders')).toBe('5');
    const contents = page.getByRole('region', { name: 'Contents' });
    await contents.locator('[data-name="big"][data-bytes="4000001"]').waitFor();
    await contents.locator('[data-name="d"][data-bytes="45670"]').waitFor();

    await page
      .getByTestId('treemap')
      .getByRole('button', { name: 'Open big,' })
      .click({ position: { x: 30, y: 8 } });
    await contents.locator('[data-name="inner"][data-bytes="3000001"]').waitFor();
    expect(await page.getByTestId('view-bytes').getAttribute('data-bytes')).toBe('4000001');
    await contents.getByRole('button', { name: 'inner' }).click();
    await contents.locator('[data-name="a"][data-bytes="3000001"]').waitFor();
    await page.getByRole('navigation', { name: 'Folder shown' }).getByRole('button', { name: tree }).click();
    await contents.locator('[data-name="big"]').waitFor();
  });

  it('runs in a process of its own, several at once, each ending with its window', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'x'), Buffer.alloc(777));
    const [first, second] = [await windows.open(app, 'disk'), await windows.open(app, 'disk')];
    await Promise.all([scan(first, tree), scan(second, other)]);
    for (const page of [first, second]) await page.locator('[data-phase="done"]').waitFor();
    expect(await first.getByTestId('scan-bytes').getAttribute('data-bytes')).toBe(String(total));
    expect(await second.getByTestId('scan-bytes').getAttribute('data-bytes')).toBe('777');
    await until(() => scanners().length === 2, 'only the scanners of the two windows');
    const running = scanners();
    await first.close();
    await until(() => running.filter(isAlive).length === 1, 'the end of one scanner');
    await second.close();
    await until(() => !running.some(isAlive), 'the end of the other scanner');
  });

  it('can be cancelled while it runs, and shows its results so far', async () => {
    const page = await windows.open(app, 'disk');
    await scan(page, '/');
    await page.waitForFunction(
      () => Number(document.querySelector<HTMLElement>('[data-testid="scan-files"]')?.dataset['files']) > 0,
    );
    // The scanner is held while the click travels, so that a fast disk does not finish first.
    const [scanner = 0] = scanners();
    process.kill(scanner, 'SIGSTOP');
    await page.getByRole('button', { name: 'Cancel' }).click();
    process.kill(scanner, 'SIGCONT');
    await page.locator('[data-testid="scan-status"][data-phase="cancelled"]').waitFor();
    await page.getByRole('button', { name: 'Scan', exact: true }).waitFor();
    await page.getByTestId('treemap').waitFor();
  });

  it('reports that its process was killed, keeps its results, and can be started again', async () => {
    const page = await windows.open(app, 'disk');
    await scan(page, '/');
    await page.getByTestId('treemap').waitFor();
    const [scanner = 0] = scanners();
    process.kill(scanner, 'SIGKILL');
    const status = page.locator('[data-testid="scan-status"][data-phase="failed"]');
    await status.getByText('The scanning process ended unexpectedly (SIGKILL).').waitFor();
    await page.getByTestId('treemap').waitFor();
    await scan(page, tree);
    await page.locator('[data-phase="done"]').waitFor();
    expect(await page.getByTestId('scan-bytes').getAttribute('data-bytes')).toBe(String(total));
  });

  it('counts entries that it may not read', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(join(closed, 'secret'), { recursive: true });
    writeFileSync(join(closed, 'y'), Buffer.alloc(5));
    chmodSync(join(closed, 'secret'), 0);
    const page = await windows.open(app, 'disk');
    await scan(page, closed);
    await page.locator('[data-phase="done"]').waitFor();
    expect(await page.getByTestId('scan-bytes').getAttribute('data-bytes')).toBe('5');
    // Root may read everything.
    const errors = process.getuid?.() === 0 ? 0 : 1;
    expect(await page.getByTestId('scan-errors').count()).toBe(errors);
    chmodSync(join(closed, 'secret'), 0o700);
  });

  it('gives the reason if it does not start', async () => {
    const page = await windows.open(app, 'disk');
    await scan(page, join(folder, 'none'));
    await page.getByRole('alert').getByText(`There is no ${folder}/none.`).waitFor();
  });

  it('has run without an error in any page', () => {
    expect(windows.complaints).toEqual([]);
    expect(app.child.exitCode).toBeNull();
  });
});
