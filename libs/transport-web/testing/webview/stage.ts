import { createMain, type Inspection, type Main, type Policy } from '@culvert/core';
import { launchChromium, type Browser, type BrowserContext, type Page } from '@culvert/harness';
import { serve, type CulvertServer } from '@culvert/transport-node';
import { filter, firstValueFrom, map, type ObservedValueOf } from 'rxjs';
import { startSite, type Site } from './site.js';

export type Frame = ReturnType<Page['mainFrame']>;
type RouterState = ObservedValueOf<Main['state$']>;
type Drop = Extract<Inspection, { kind: 'drop' }>;

/**
 * Main in Node, and a page with its own connection. Sites of other origins can be embedded in that
 * page.
 */
export interface Stage {
  readonly main: Main;
  readonly server: CulvertServer;
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** The page that embeds. */
  readonly page: Page;
  readonly site: Site;
  readonly guests: Site;
  /** Everything that main has dropped. */
  readonly drops: readonly Drop[];
  /** The address of the embedding page. */
  readonly address: string;
  state(): Promise<RouterState>;
  /** Resolves when the state meets the condition. */
  until(condition: (state: RouterState) => boolean): Promise<RouterState>;
  /** Resolves with this many argument lists that main has received on this channel. */
  heard(channel: string, count?: number): Promise<unknown[][]>;
  /** The frame of the guest that has an address with this end. */
  frame(end: string): Promise<Frame>;
  close(): Promise<void>;
}

export async function startStage(
  options: { readonly policy?: Policy; readonly redirects?: readonly string[] } = {},
): Promise<Stage> {
  const { policy, redirects = [] } = options;
  const site = await startSite('page.ts');
  const elsewhere = { redirect: `${site.origin.replace('127.0.0.1', 'localhost')}/?elsewhere` };
  const guests = await startSite('page.ts', Object.fromEntries(redirects.map((path) => [path, elsewhere])));
  const main = createMain(policy === undefined ? {} : { policy });
  const drops: Drop[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item));
  const server = await serve(main, { log: false, server: site.server });
  const browser = await launchChromium();
  const context = await browser.newContext();
  const page = await context.newPage();
  const { url, token } = server;
  const address = `${site.origin}/?${new URLSearchParams({ url, token }).toString()}`;
  const until: Stage['until'] = (condition) => firstValueFrom(main.state$.pipe(filter(condition)));
  await page.goto(address);
  return {
    main,
    server,
    browser,
    context,
    page,
    site,
    guests,
    drops,
    address,
    until,
    state: () => firstValueFrom(main.state$),
    heard: (channel, count = 1) =>
      new Promise((resolve) => {
        const all: unknown[][] = [];
        const subscription = main
          .channel(channel)
          .messages$.pipe(map(({ args }) => [...args]))
          .subscribe((args) => {
            if (all.push(args) < count) return;
            subscription.unsubscribe();
            resolve(all);
          });
      }),
    frame: (end) => frameOf(page, end),
    async close() {
      await browser.close();
      main.close();
      await server.close();
      await Promise.all([site.close(), guests.close()]);
    },
  };
}

/**
 * The frame in the page that has an address with this end. The driver may learn of it later than
 * main, so this waits.
 */
export async function frameOf(page: Page, end: string): Promise<Frame> {
  for (;;) {
    const found = page.frames().find((frame) => frame.url().endsWith(end));
    if (found !== undefined) return found;
    await page.waitForEvent('framenavigated');
  }
}
