import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from '@culvert/harness';
import { temporaryFolder } from './support/data-dir.js';
import { startApp } from './support/start-app.js';
import type { RunningApp } from './support/start-app.js';
import { cardOf, isLive, openWindows, search } from './support/windows.js';
import type { Windows } from './support/windows.js';

const folder = temporaryFolder();
let app: RunningApp;
let windows: Windows;
let child: ChildProcess & { readonly pid: number };

beforeAll(async () => {
  [app, windows] = await Promise.all([startApp(folder), openWindows()]);
});
beforeEach(async () => {
  const code = "process.send('ready'); setInterval(() => {}, 60_000);";
  child = spawn(process.execPath, ['-e', code], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  }) as typeof child;
  await once(child, 'message');
});
afterEach(async () => {
  child.kill('SIGKILL');
  for (const page of windows.context.pages()) await page.close();
});
afterAll(async () => {
  await windows.close();
  app.child.kill('SIGINT');
  await app.ended;
});

async function select(page: Page, pid: number): Promise<void> {
  await search(page, String(pid));
  await page.locator(`.grid-row[data-pid="${pid}"]`).click();
  await cardOf(page).locator(`.details[data-pid="${pid}"]`).getByText('MiB').waitFor();
}

/** Heights of the element, and of the card in it. */
const heights = (page: Page): Promise<readonly [element: number, card: number]> =>
  page.locator('culvert-webview').evaluate((element) => {
    const { contentDocument } = element.shadowRoot!.querySelector('iframe')!;
    const card = contentDocument!.querySelector('.details')!;
    return [element.getBoundingClientRect().height, Math.ceil(card.getBoundingClientRect().height)] as const;
  });

describe('the details card', () => {
  it('is a guest with its own data and its reported height, and is not in the list of windows', async () => {
    const launcher = await windows.open(app, '');
    const page = await windows.open(app, 'processes');
    await select(page, child.pid);
    const [element, card] = await heights(page);
    expect(element).toBe(card);
    await page.setViewportSize({ width: 480, height: 800 });
    await page.waitForFunction(
      (wide) => document.querySelector<HTMLElement>('culvert-webview')!.offsetHeight > wide,
      element,
    );
    const [taller, narrow] = await heights(page);
    expect(taller).toBe(narrow);
    const memory = await cardOf(page).getByTestId('details-memory').textContent();
    expect(Number.parseFloat(memory ?? '')).toBeGreaterThan(10);
    const listed = launcher.locator('[data-testid="windows"] [data-window]');
    await listed.nth(1).waitFor();
    expect(await listed.count()).toBe(2);
  });

  it('shows the parent that its user chooses, and ends with the window as its way', async () => {
    const page = await windows.open(app, 'processes');
    await select(page, child.pid);
    await search(page, '');
    await cardOf(page)
      .getByRole('button', { name: `parent ${process.pid}` })
      .click();
    await cardOf(page).locator(`.details[data-pid="${process.pid}"]`).getByText('MiB').waitFor();

    await select(page, child.pid);
    const ended = once(child, 'exit');
    await cardOf(page).getByRole('button', { name: 'End process…' }).click();
    const dialog = page.getByRole('dialog', { name: `(${child.pid})?` });
    await dialog.getByRole('button', { name: 'End' }).click();
    expect(await ended).toEqual([null, 'SIGTERM']);
    await cardOf(page).getByText('has ended').waitFor();
    expect(await cardOf(page).getByRole('button', { name: 'End process…' }).isDisabled()).toBe(true);
  });

  it('closes by its button and by Escape, which ends the guest and puts the cursor back into the table', async () => {
    const page = await windows.open(app, 'processes');
    for (const close of [
      () => cardOf(page).getByRole('button', { name: 'Close the details' }).click(),
      () => cardOf(page).getByRole('button', { name: 'End process…' }).press('Escape'),
    ]) {
      await select(page, child.pid);
      const ended = page.locator('culvert-webview').evaluate(
        (element) =>
          new Promise<number>((resolve) => {
            element.addEventListener('destroyed', () =>
              resolve((element as unknown as { getWebContentsId(): number }).getWebContentsId()),
            );
          }),
      );
      await close();
      expect(await ended).toBe(0);
      await page.locator('culvert-webview').waitFor({ state: 'detached' });
      expect(await page.getByRole('grid').evaluate((grid) => grid === document.activeElement)).toBe(true);
    }
  });

  it('has the theme from its first paint, and follows it', async () => {
    const page = await windows.open(app, 'processes');
    await page.getByRole('radio', { name: 'Dark theme' }).check({ force: true });
    await page.locator('html[data-theme="dark"]').waitFor();
    await select(page, child.pid);
    expect(await cardOf(page).locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('radio', { name: 'Light theme' }).check({ force: true });
    await cardOf(page).locator('html[data-theme="light"]').waitFor();
  });

  it('comes back with its window when main was killed, without a reload', async () => {
    const page = await windows.open(app, 'processes');
    await select(page, child.pid);
    await cardOf(page)
      .locator('.details')
      .evaluate((card) => card.setAttribute('data-marked', ''));
    app.child.kill('SIGKILL');
    await app.ended;
    await cardOf(page).locator('.details[data-stale="true"]').waitFor();
    app = await startApp(folder);
    await isLive(page);
    const card = cardOf(page).locator('.details[data-marked][data-stale="false"]');
    await card.waitFor();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)']);
    await search(page, String(other.pid));
    await page.locator(`.grid-row[data-pid="${other.pid}"]`).click();
    await cardOf(page).locator(`.details[data-marked][data-pid="${other.pid}"]`).getByText('MiB').waitFor();
    other.kill('SIGKILL');
  });

  it('has run without an error, under the policy of the pages', () => {
    // A page's complaint about a main that is gone is not an error of the page.
    const own = windows.complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'));
    expect(own).toEqual([]);
  });
});
