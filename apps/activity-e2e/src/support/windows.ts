import { launchChromium } from '@culvert/harness';
import type { Browser, BrowserContext, Page } from '@culvert/harness';
import type { RunningApp } from './start-app.js';

/** A browser for one file of tests, with all complaints of its pages. */
export interface Windows {
  readonly context: BrowserContext;
  /** Errors of scripts, and reports of the browser itself: a refused style, a missing file. */
  readonly complaints: readonly string[];
  open(app: RunningApp, page: '' | 'overview' | 'processes' | 'disk'): Promise<Page>;
  close(): Promise<void>;
}

const browsers: Browser[] = [];
afterAll(async () => {
  for (const browser of browsers) await browser.close();
});

export async function openWindows(): Promise<Windows> {
  const browser: Browser = await launchChromium();
  browsers.push(browser);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    // The system is light, so a page can only be dark by the setting.
    colorScheme: 'light',
    locale: 'en-US',
  });
  context.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return {
    context,
    complaints,
    open: async (app, name) => {
      const page = await context.newPage();
      await page.goto(app.pageAddress(name));
      await isLive(page);
      return page;
    },
    close: () => browser.close(),
  };
}

/** Resolves when the page says that it is connected. */
export async function isLive(page: Page): Promise<void> {
  await page.locator('.pill[data-status="live"]').waitFor();
}

/** The webContents id of a page, as its header shows it. */
export async function idOf(page: Page): Promise<number> {
  const text = await page.locator('.header .tag').textContent();
  return Number(/\d+/.exec(text ?? '')?.[0]);
}

/** The details card of a processes window. */
export function cardOf(page: Page) {
  return page.locator('culvert-webview iframe').contentFrame();
}

/** Types into the search of a processes window. */
export async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox').fill(text);
}

/** True if a process is in the first table of a processes window that was read after `time`. */
export async function isListedAfter(page: Page, pid: number, time: number): Promise<boolean> {
  await page.waitForFunction(
    (after) =>
      Number(document.querySelector<HTMLElement>('[data-testid="process-count"]')?.dataset['time']) > after,
    time,
  );
  return (await page.locator(`.grid-row[data-pid="${pid}"]`).count()) > 0;
}
