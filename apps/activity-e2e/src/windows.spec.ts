import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, totalmem, userInfo } from 'node:os';
import { temporaryFolder } from './support/data-dir.js';
import { startApp } from './support/start-app.js';
import type { RunningApp } from './support/start-app.js';
import { cardOf, idOf, isListedAfter, isLive, openWindows, search } from './support/windows.js';
import type { Windows } from './support/windows.js';

const folder = temporaryFolder();
const held = 150 * 1024 ** 2;
let app: RunningApp;
let windows: Windows;
const children: ChildProcess[] = [];

beforeAll(async () => {
  [app, windows] = await Promise.all([startApp(folder), openWindows()]);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const page of windows.context.pages()) await page.close();
});
afterAll(async () => {
  await windows.close();
  app.child.kill('SIGINT');
  await app.ended;
});

/** A child process of the test that holds some memory and does nothing. */
async function startChild(): Promise<ChildProcess & { readonly pid: number }> {
  const code = `globalThis.held = Buffer.alloc(${held}, 1); process.send('ready'); setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  await once(child, 'message');
  return child as ChildProcess & { readonly pid: number };
}

describe('the numbers', () => {
  it('are those of the machine', async () => {
    const overview = await windows.open(app, 'overview');
    await overview.locator('[data-testid="cores"] li').first().waitFor();
    expect(await overview.locator('[data-testid="cores"] li').count()).toBe(cpus().length);
    expect(await overview.locator('[data-testid="memory-total"]').getAttribute('data-bytes')).toBe(
      String(totalmem()),
    );
    await overview.getByText(new RegExp(`^${cpus().length} × `)).waitFor();
    await overview.locator('.time-chart canvas').nth(3).waitFor();
  });

  it('list the process of this very test, and the memory of its child', async () => {
    const child = await startChild();
    const page = await windows.open(app, 'processes');
    await search(page, String(process.pid));
    const row = page.locator(`.grid-row[data-pid="${process.pid}"]`);
    await row.waitFor();
    expect(await row.locator('.cell-name').textContent()).toBe(
      readFileSync('/proc/self/comm', 'utf8').trim(),
    );
    expect(await row.locator('.cell-user').textContent()).toBe(userInfo().username);

    await search(page, String(child.pid));
    // A table that was read while the child started would show less.
    expect(await isListedAfter(page, child.pid, Date.now())).toBe(true);
    const memory = page.locator(`.grid-row[data-pid="${child.pid}"] .cell-memory`);
    const mebibytes = Number((await memory.textContent())?.replace(' MiB', ''));
    expect(mebibytes).toBeGreaterThan(150);
    expect(mebibytes).toBeLessThan(400);
  });
});

describe('a process picked in one window', () => {
  it('is highlighted in the others, and leaves all of them once it is ended from the page', async () => {
    const child = await startChild();
    const [first, second, overview] = [
      await windows.open(app, 'processes'),
      await windows.open(app, 'processes'),
      await windows.open(app, 'overview'),
    ];
    expect(await idOf(first)).not.toBe(await idOf(second));
    for (const page of [first, second]) {
      await search(page, String(child.pid));
      await page.locator(`.grid-row[data-pid="${child.pid}"]`).waitFor();
    }

    // By keyboard: into the table, to the first row, and picked.
    await first.getByRole('grid').focus();
    await first.keyboard.press('ArrowDown');
    await first.keyboard.press('Enter');
    await first.getByTestId('pick-outcome').getByText('Shown in 2 other windows').waitFor();
    await second.locator(`.grid-row[data-pid="${child.pid}"][data-picked="true"]`).waitFor();
    await overview.locator(`[data-testid="picked"][data-pid="${child.pid}"]`).getByText('MiB').waitFor();

    const ended = once(child, 'exit');
    await first.keyboard.press('Delete');
    const dialog = first.getByRole('dialog', { name: `End node (${child.pid})?` });
    await dialog.waitFor();
    expect(await first.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await dialog.getByRole('button', { name: 'End' }).click();
    expect(await ended).toEqual([null, 'SIGTERM']);
    const endedAt = Date.now();

    await first.getByTestId('message').getByText(`Asked node (${child.pid}) to end.`).waitFor();
    expect(await isListedAfter(first, child.pid, endedAt)).toBe(false);
    expect(await isListedAfter(second, child.pid, endedAt)).toBe(false);
    await overview.getByTestId('picked').getByText('has ended').waitFor();
  });

  it('is reported if it cannot be seen', async () => {
    const child = await startChild();
    const [first, second] = [await windows.open(app, 'processes'), await windows.open(app, 'processes')];
    await search(first, String(child.pid));
    await search(second, 'no such process');
    await second.getByText('0 of').waitFor();
    await first.locator(`.grid-row[data-pid="${child.pid}"]`).click();
    await first.getByTestId('pick-outcome').getByText('Not visible in any other window').waitFor();
    await second
      .getByTestId('message')
      .getByText(`node (${child.pid}) was picked in another window`)
      .waitFor();
  });

  it('is not ended when the dialog is cancelled, nor when it is main itself', async () => {
    const page = await windows.open(app, 'processes');
    const mainPid = app.child.pid ?? 0;
    await search(page, String(mainPid));
    await page.locator(`.grid-row[data-pid="${mainPid}"]`).click();
    await cardOf(page).getByRole('button', { name: 'End process…' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await cardOf(page).getByRole('button', { name: 'End process…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await page.getByRole('alert').getByText('own main process').waitFor();
    await isLive(page);
  });
});

describe('the theme', () => {
  it('changes in all windows, and is there before a new one paints', async () => {
    const [overview, processes] = [await windows.open(app, 'overview'), await windows.open(app, 'processes')];
    expect(await overview.locator('html').getAttribute('data-theme')).toBe('light');
    await overview.getByRole('radio', { name: 'Dark theme' }).check({ force: true });
    for (const page of [overview, processes]) await page.locator('html[data-theme="dark"]').waitFor();

    const fresh = await windows.context.newPage();
    await fresh.addInitScript(() => {
      const seen: (readonly [theme: string | undefined, at: number])[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() =>
        seen.push([document.documentElement.dataset['theme'], performance.now()]),
      ).observe(document, { attributes: true, attributeFilter: ['data-theme'], subtree: true });
    });
    await fresh.goto(app.pageAddress('disk'));
    await isLive(fresh);
    const [seen, paintedAt] = await fresh.evaluate(async () => {
      const painted = await new Promise<number>((resolve) =>
        new PerformanceObserver((list) => resolve(list.getEntries()[0]?.startTime ?? 0)).observe({
          type: 'paint',
          buffered: true,
        }),
      );
      return [(window as unknown as { seen: [string, number][] }).seen, painted] as const;
    });
    expect(seen.map(([theme]) => theme)).toEqual(['dark']);
    expect(seen[0]?.[1]).toBeLessThan(paintedAt);
  });
});

describe('the launcher', () => {
  it('opens a window twice as two renderers, lists them, and closes them', async () => {
    const launcher = await windows.open(app, '');
    const openOne = async () => {
      const [popup] = await Promise.all([
        windows.context.waitForEvent('page'),
        launcher.getByTestId('open-processes').click(),
      ]);
      await isLive(popup);
      return popup;
    };
    const [first, second] = [await openOne(), await openOne()];
    const [firstId, secondId] = [await idOf(first), await idOf(second)];
    expect(firstId).not.toBe(secondId);
    await launcher.getByTestId('open-processes').getByText('2 windows open').waitFor();
    const listed = launcher.locator(`[data-window="${secondId}"]`);
    await Promise.all([second.waitForEvent('close'), listed.getByRole('button', { name: 'Close' }).click()]);
    await listed.waitFor({ state: 'detached' });
    await launcher.locator(`[data-window="${firstId}"]`).waitFor();
    // This window is opened elsewhere, so the launcher can only ask it.
    const stranger = await windows.open(app, 'disk');
    expect(await stranger.evaluate(() => window.name)).toBe('');
    await launcher.locator('[data-page="disk"]').getByRole('button', { name: 'Bring to front' }).click();
  });
});

describe('a stranger', () => {
  it('does not get in without the key, and shows the reason', async () => {
    const context = await windows.context.browser()?.newContext({ locale: 'en-US' });
    const page = await context?.newPage();
    await page?.goto(new URL('/processes', app.address).href);
    await page?.getByText('This window needs its key').waitFor();
    await context?.close();
  });
});

describe('all pages', () => {
  it('have run without an error, under their strict policy', () => {
    expect(windows.complaints).toEqual([]);
  });
});
