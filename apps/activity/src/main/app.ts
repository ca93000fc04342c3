import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { serve } from '@culvert/transport-node';
import type { Options } from './arguments.js';
import { listenNear } from './http/listen.js';
import { createPageHandler } from './http/page-handler.js';
import { startMonitor } from './monitor.js';
import { loadSession, saveSession } from './storage/session.js';

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
  const monitor = await startMonitor({ dataDir: options.dataDir, scanScript, say });
  const session = loadSession(monitor.dataDir);

  let port = 0;
  const server = createServer(createPageHandler(pagesFolder, () => port));
  const wanted = options.port || session.port || (options.port ?? usualPort);
  port = await listenNear(server, wanted);
  const isElsewhere = wanted !== 0 && port !== wanted;
  if (isElsewhere) say(`Port ${wanted} is taken; using ${port} instead.`);
  // A port that was only second choice is not remembered, so that the next start tries the first again.
  saveSession(monitor.dataDir, { token: session.token, port: isElsewhere ? session.port : port });
  const door = await serve(monitor.main, { server, token: session.token });

  return {
    address: `http://127.0.0.1:${port}/?token=${session.token}`,
    close: async () => {
      await door.close();
      monitor.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
