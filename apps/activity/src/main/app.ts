import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createMain } from '@culvert/core';
import { serve } from '@culvert/transport-node';
import type { Options } from './arguments.js';
import { converse } from './conversation.js';
import { listenNear } from './http/listen.js';
import { createPageHandler } from './http/page-handler.js';
import { createLinuxProbe } from './sampling/linux/linux-probe.js';
import { createPortableProbe } from './sampling/portable/portable-probe.js';
import { createSampler } from './sampling/sampler.js';
import { createScanHost } from './scans/scan-host.js';
import { dataDirOf, makeDataDir } from './storage/data-dir.js';
import { loadSession, saveSession } from './storage/session.js';
import { openSettings } from './storage/settings-store.js';

export interface App {
  /** The address to open, with the token. */
  readonly address: string;
  close(): Promise<void>;
}

/** Built files, beside the bundle that this module ends up in: dist/main.js, dist/scan.js, dist/pages. */
const pagesFolder = fileURLToPath(new URL('./pages', import.meta.url));
const scanScript = fileURLToPath(new URL('./scan.js', import.meta.url));

const usualPort = 4517;

/** Starts everything that the app is. @param say takes sentences for the person at the terminal */
export async function startApp(options: Options, say: (sentence: string) => void): Promise<App> {
  const dataDir = dataDirOf(options.dataDir, process.env);
  makeDataDir(dataDir);
  const settings = openSettings(dataDir, say);
  const session = loadSession(dataDir);

  let port = 0;
  const server = createServer(createPageHandler(pagesFolder, () => port));
  const wanted = options.port || session.port || (options.port ?? usualPort);
  port = await listenNear(server, wanted);
  const isElsewhere = wanted !== 0 && port !== wanted;
  if (isElsewhere) say(`Port ${wanted} is taken; using ${port} instead.`);
  // A port that was only second choice is not remembered, so that the next start tries the first again.
  saveSession(dataDir, { token: session.token, port: isElsewhere ? session.port : port });

  const main = createMain();
  const probe = process.platform === 'linux' ? createLinuxProbe() : await createPortableProbe();
  const scans = createScanHost(main, scanScript);
  const conversation = converse(main, { probe, sampler: createSampler(probe), settings, scans });
  const door = await serve(main, { server, token: session.token });

  return {
    address: `http://127.0.0.1:${port}/?token=${session.token}`,
    close: async () => {
      conversation.unsubscribe();
      scans.close();
      await door.close();
      main.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
