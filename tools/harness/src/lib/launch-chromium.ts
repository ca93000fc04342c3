import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './find-chromium.js';

/**
 * Web security, site isolation and renderer processes stay on: they are what the tests are about. So none of the
 * flags that `@sparticuz/chromium` recommends; these only keep the browser quiet, and off the network.
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
 * Starts a headless Chromium: the one of `CHROME_PATH`, an installed Chrome or Chromium, or the one that the npm
 * package `@sparticuz/chromium` ships (Linux, x64). The caller closes it.
 *
 * @throws Error where there is no browser, with what to set
 *
 * @example
 * const browser = await launchChromium();
 * const page = await browser.newPage();
 * await browser.close();
 */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    args: ARGS,
    headless: true,
    // Containers run as root, where Chromium has no sandbox. It loads our own pages only.
    chromiumSandbox: false,
  });
}
