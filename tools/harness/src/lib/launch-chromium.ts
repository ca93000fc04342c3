import type { Browser } from 'playwright-core';
import { findChromium } from './find-chromium.js';

/**
 * Web security, site isolation and renderer processes stay on, because the tests are about them. So
 * the flags that `@sparticuz/chromium` recommends are not used. These flags only keep the browser
 * quiet, and off the network.
 */
const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless Chromium: the one of `CHROME_PATH`, or an installed Chrome or Chromium.
 * Otherwise it starts the one of the npm package `@sparticuz/chromium` (Linux, x64). The caller
 * closes it.
 *
 * @throws Error if there is no browser, with the variable to set
 *
 * @example
 * const browser = await launchChromium();
 * const page = await browser.newPage();
 * await browser.close();
 */
export async function launchChromium(): Promise<Browser> {
  // Only here: most tests that use this package have no browser, and Playwright is slow to load.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: await findChromium(),
    args: ARGS,
    headless: true,
    // Containers run as root, and Chromium has no sandbox for root. It loads only our own pages.
    chromiumSandbox: false,
  });
}
