import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Main } from '@culvert/core';
import { record } from '@culvert/testing';
import { serve } from '@culvert/transport-node';
import { messageOf } from '../shared/message-of.js';
import type { Options } from './arguments.js';
import { listenNear } from './http/listen.js';
import { createPageHandler } from './http/page-handler.js';
import { answerProof } from './http/proof.js';
import { startMonitor } from './monitor.js';
import { writeDoorFile } from './storage/door-file.js';
import { loadSession, newSession, saveSession, sessionAt } from './storage/session.js';

export interface App {
  /** The address to open, with the token. */
  readonly address: string;
  /**
   * A file that leads a browser to the address. Only this user can read it. Its path may be in the
   * arguments of a process.
   */
  readonly doorFile: string | undefined;
  close(): Promise<void>;
}

/**
 * Paths of built files, beside the bundle of this module: dist/main.js, dist/scan.js, dist/pages.
 */
const pagesFolder = fileURLToPath(new URL('./pages', import.meta.url));
const scanScript = fileURLToPath(new URL('./scan.js', import.meta.url));

const usualPort = 4517;

/** Starts the whole app. @param say takes sentences for the person at the terminal */
export async function startApp(options: Options, say: (sentence: string) => void): Promise<App> {
  const monitor = await startMonitor({ dataDir: options.dataDir, scanScript, say });
  const { dataDir } = monitor;
  const recorder = options.record === undefined ? undefined : recordTo(options.record, monitor.main);
  const last = monitor.wasOpen ? newSession(undefined) : loadSession(dataDir);

  let port = 0;
  let token = '';
  const servePages = createPageHandler(pagesFolder, () => port);
  const server = createServer((request, response) => {
    if (!answerProof(request, response, token, port)) servePages(request, response);
  });
  const wanted = options.port || last.port || (options.port ?? usualPort);
  port = await listenNear(server, wanted);
  const isElsewhere = wanted !== 0 && port !== wanted;
  if (isElsewhere) say(`Port ${wanted} is taken; using ${port} instead.`);
  const session = sessionAt(port, last);
  token = session.token;
  // A port that was only the second choice is not saved. So the next start tries the first choice
  // again.
  tryTo(() => saveSession(dataDir, isElsewhere ? newSession(last.port) : session), say);
  const address = `http://127.0.0.1:${port}/?token=${token}`;
  const door = await serve(monitor.main, { server, token });
  const doorFile = tryTo(() => writeDoorFile(dataDir, address), say);

  return {
    address,
    doorFile: doorFile?.path,
    close: async () => {
      doorFile?.remove();
      await door.close();
      monitor.close();
      server.close();
      server.closeAllConnections();
      recorder?.save();
    },
  };
}

/** Writes the file at once. A path that cannot be written is an error of the start, and not of the end. */
function recordTo(file: string, main: Main): { save(): void } {
  const recording = record(main.inspect$);
  const save = () => writeFileSync(file, recording.toJSONLines());
  save();
  return { save };
}

/** A full disk prevents the saving, and not the start: this run has its token in memory. */
function tryTo<T>(save: () => T, say: (sentence: string) => void): T | undefined {
  try {
    return save();
  } catch (error) {
    say(`The session could not be saved; open windows will not find the next start: ${messageOf(error)}`);
    return undefined;
  }
}
