/**
 * The activity monitor in Electron. It has the main of apps/activity, its pages over a scheme of
 * their own, and windows.
 */
import { fileURLToPath } from 'node:url';
import { contentPolicy } from '@culvert/activity/content-policy';
import { startMonitor } from '@culvert/activity/main';
import { attachElectron } from '@culvert/transport-electron/main';
import { app, BrowserWindow, ipcMain, MessageChannelMain, protocol, webContents } from 'electron';
import { pageFiles } from './page-files.js';
import { keepInside, ORIGIN, SCHEME, windowOptions } from './windows.js';

/** Paths of built files, relative to dist/main.js. */
const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url));
const pagesFolder = fileURLToPath(new URL('../../activity/dist/pages', import.meta.url));
const scanScript = fileURLToPath(new URL('../../activity/dist/scan.js', import.meta.url));

async function run(): Promise<void> {
  const monitor = await startMonitor({
    dataDir: app.commandLine.getSwitchValue('data-dir') || undefined,
    scanScript,
    say: (sentence) => console.log(sentence),
  });
  // Attached before the first window loads, so that main gets the first message of its page.
  attachElectron(monitor.main, { ipcMain, webContents, MessageChannelMain }, { origins: [ORIGIN] });
  app.on('will-quit', () => monitor.close());

  await app.whenReady();
  const serve = pageFiles(pagesFolder, (path) => contentPolicy(path, ORIGIN, "'none'"));
  protocol.handle(SCHEME, ({ url }) => serve(url));
  const options = windowOptions(preload);
  const launcher = new BrowserWindow(options);
  keepInside(launcher.webContents, options);
  await launcher.loadURL(`${ORIGIN}/`);
}

// Electron requires this before the app is ready, so it comes before any `await`.
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.on('window-all-closed', () => app.quit());
run().catch((error: unknown) => {
  console.error('Activity could not start:', error);
  app.exit(1);
});
