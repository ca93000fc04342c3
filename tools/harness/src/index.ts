export { bundleEntry, type BundleOptions } from './lib/bundle-entry.js';
export { collectGarbage, heldHeapBytes } from './lib/collect-garbage.js';
export { launchChromium } from './lib/launch-chromium.js';
export { StallingProxy } from './lib/stalling-proxy.js';
export type { Browser, BrowserContext, Page } from 'playwright-core';
