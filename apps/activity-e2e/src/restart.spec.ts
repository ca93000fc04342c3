import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from '@culvert/harness';
import { temporaryFolder } from './support/data-dir.js';
import { childrenOf, isAlive, until } from './support/processes.js';
import { startApp } from './support/start-app.js';
import { idOf, isLive, isListedAfter, openWindows, search } from './support/windows.js';

const folder = temporaryFolder();
const dataDir = join(folder, 'data');

/** A mark that a reload would remove. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { isMarked: true }));
}

async function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => 'isMarked' in window);
}

describe('when main is killed', () => {
  it('every window reports it, and is live again after main restarts, without a reload', async () => {
    const windows = await openWindows();
    const app = await startApp(dataDir);
    const launcher = await windows.open(app, '');
    const overview = await windows.open(app, 'overview');
    const processes = await windows.open(app, 'processes');
    const disk = await windows.open(app, 'disk');
    const pages = [launcher, overview, processes, disk];
    await overview.getByRole('radio', { name: '1 min' }).check({ force: true });
    await processes.getByRole('radio', { name: 'of all cores' }).check({ force: true });
    await overview.getByRole('radio', { name: '1 min', checked: true }).waitFor();
    await processes.getByRole('radio', { name: 'of all cores', checked: true }).waitFor();
    const scanned = join(folder, 'scanned');
    mkdirSync(scanned);
    await disk.getByLabel('Folder to scan').fill(scanned);
    await disk.getByRole('button', { name: 'Scan', exact: true }).click();
    await disk.locator('[data-phase="done"]').waitFor();
    await search(processes, String(process.pid));
    await processes.locator(`.grid-row[data-pid="${process.pid}"]`).waitFor();
    for (const page of pages) await mark(page);
    const family = [app.child.pid ?? 0, ...childrenOf(app.child.pid ?? 0, 'scan.js')];
    expect(family).toHaveLength(2);

    app.child.kill('SIGKILL');
    expect(await app.ended).toEqual({ code: null, signal: 'SIGKILL' });
    for (const page of pages) {
      await page.getByTestId('gone').getByText('The main process is gone.').waitFor();
      await page.locator('.pill[data-status="gone"]').waitFor();
      await page.locator('main[data-stale="true"]').waitFor();
    }
    await until(() => !family.some(isAlive), 'the end of the scanner whose main was killed');
    // The last data stay readable.
    expect(await processes.locator(`.grid-row[data-pid="${process.pid}"]`).count()).toBe(1);

    const again = await startApp(dataDir);
    const startedAt = Date.now();
    expect(again.address).toBe(app.address);
    for (const page of pages) {
      await isLive(page);
      await page.getByTestId('gone').waitFor({ state: 'detached' });
      expect(await isMarked(page)).toBe(true);
    }
    expect(await isListedAfter(processes, process.pid, startedAt)).toBe(true);
    // The settings were on disk. Main gives new ids, one for each window.
    await overview.getByRole('radio', { name: '1 min', checked: true }).waitFor();
    const ids = [await idOf(overview), await idOf(processes), await idOf(disk)];
    expect(new Set(ids).size).toBe(3);
    await launcher.locator('[data-testid="windows"] [data-window]').nth(3).waitFor();

    // The window is live in both directions: its messages reach the others through the new main.
    await processes.locator(`.grid-row[data-pid="${process.pid}"]`).click();
    await overview.locator(`[data-testid="picked"][data-pid="${process.pid}"]`).getByText('MiB').waitFor();
    await disk.getByRole('button', { name: 'Scan', exact: true }).click();
    await disk.locator('[data-phase="done"]').waitFor();

    await windows.close();
    again.child.kill('SIGINT');
    expect(await again.ended).toEqual({ code: 0, signal: null });
  });
});

describe('when main comes back with another key', () => {
  it('the window names the address with the key', async () => {
    const otherDir = join(folder, 'other');
    const windows = await openWindows();
    const app = await startApp(otherDir);
    const page = await windows.open(app, 'overview');
    app.child.kill('SIGKILL');
    await app.ended;
    rmSync(join(otherDir, 'session.json'));
    const again = await startApp(otherDir, ['--port', String(app.port)]);
    expect(again.port).toBe(app.port);
    await page.getByTestId('gone').getByText('Main runs again, with another key.').waitFor();
    await page.goto(again.pageAddress('overview'));
    await isLive(page);
    await windows.close();
    again.child.kill('SIGINT');
    await again.ended;
  });
});

describe('while main is down, another program that takes its port', () => {
  it('is never shown the key, and main is found again when it is back', async () => {
    const thiefDir = join(folder, 'thief');
    const windows = await openWindows();
    const app = await startApp(thiefDir);
    const key = new URL(app.address).searchParams.get('token')!;
    const page = await windows.open(app, 'overview');
    app.child.kill('SIGKILL');
    await app.ended;

    const heard: string[] = [];
    const thief = createServer((question, response) => {
      heard.push(`${question.url} ${JSON.stringify(question.headers)}`);
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('a'.repeat(64));
    });
    thief.on('upgrade', (question, socket) => {
      heard.push(String(question.url));
      socket.destroy();
    });
    thief.listen(app.port, '127.0.0.1');
    await once(thief, 'listening');
    const hasKey = () => heard.some((line) => line.includes(key));
    const questions = () => heard.filter((line) => line.startsWith('/proof?')).length;
    await until(() => hasKey() || questions() >= 3, 'three questions of the page');
    expect(hasKey()).toBe(false);

    // Main moves to another port, where the old key is of no use.
    const moved = await startApp(thiefDir, ['--port', String(app.port)]);
    expect(moved.port).not.toBe(app.port);
    expect(moved.address).not.toContain(key);
    moved.child.kill('SIGINT');
    await moved.ended;
    thief.close();
    thief.closeAllConnections();

    const back = await startApp(thiefDir, ['--port', String(app.port)]);
    expect(back.port).toBe(app.port);
    expect(back.address).not.toContain(key);
    await page.goto(back.pageAddress('overview'));
    await isLive(page);
    await windows.close();
    back.child.kill('SIGINT');
    await back.ended;
  });
});
