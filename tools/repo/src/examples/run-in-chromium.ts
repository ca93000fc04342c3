import { bundleEntry, launchChromium } from '@culvert/harness';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Web Locks and module workers need a secure context: `http:` on this machine is one. No server listens there.
const ORIGIN = 'http://localhost:1';
const OUTPUT_MS = 30_000;

/**
 * Runs `page.ts` of a document in Chromium. Its other programs are workers, which the page starts as `./worker.js`.
 *
 * @returns the lines that the page prints, until it has printed as many as the document gives
 * @throws Error with the text of the page's error, or after 30 s without the lines
 */
export async function runInChromium(
  folder: string,
  programs: readonly string[],
  lines: number,
): Promise<string[]> {
  const scripts = new Map<string, string>();
  for (const program of programs) {
    const bundled = await bundleEntry(join(folder, program), { platform: 'browser' });
    scripts.set(`/${program.replace(/\.ts$/, '.js')}`, readFileSync(bundled, 'utf8'));
  }
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.route(`${ORIGIN}/**`, async (route) => {
      const script = scripts.get(new URL(route.request().url()).pathname);
      await route.fulfill(
        script === undefined
          ? { contentType: 'text/html', body: '<script type="module" src="/page.js"></script>' }
          : { contentType: 'text/javascript', body: script },
      );
    });
    const printed: string[] = [];
    return await new Promise<string[]>((resolve, reject) => {
      const timeout = setTimeout(
        () => reject(new Error(`The page has printed only ${printed.join()}`)),
        OUTPUT_MS,
      );
      const settle = (end: () => void) => {
        clearTimeout(timeout);
        end();
      };
      page.on('pageerror', (error) => settle(() => reject(error)));
      page.on('console', (message) => {
        if (printed.push(message.text()) === lines) settle(() => resolve(printed));
      });
      page.goto(ORIGIN).catch((error: Error) => settle(() => reject(error)));
    });
  } finally {
    await browser.close();
  }
}
