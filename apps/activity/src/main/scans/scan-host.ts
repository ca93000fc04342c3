import { CulvertError } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import type { Main } from '@culvert/core';
import { childTransport, forkRenderer, type RendererProcess } from '@culvert/transport-node';
import { Observable } from 'rxjs';
import { scanner } from '../../shared/contracts.js';
import { messageOf } from '../../shared/message-of.js';
import type { ScanStart } from '../../shared/scan.js';
import { readScanPath } from './scan-path.js';

/** Starts a scan of `path` for the window `owner`. */
export type ScanHost = (owner: number, path: unknown) => Observable<ScanStart>;

/** A child that does not end on SIGTERM within this time is killed. */
const killAfterMs = 1000;

/**
 * The largest number of scanning processes at a time. Each takes up to half a gigabyte, and counts
 * until it has exited.
 */
export const MAX_SCANS = 8;

/**
 * Forks the program of a scan with a memory limit of its own. A scan that exceeds it ends, and
 * nothing else does.
 */
const forkScanner = (script: string): RendererProcess =>
  forkRenderer(script, [], { execArgv: ['--max-old-space-size=512'] });

/**
 * One child process for each subscription. It lives until the subscription ends. The stream fails
 * if the child ends by itself, or cannot start. A window has one scan at a time.
 */
export function createScanHost(main: Main, script: string, fork = forkScanner): ScanHost {
  const owners = new Set<number>();
  let running = 0;
  return (owner, wanted) =>
    new Observable((subscriber) => {
      const path = readScanPath(wanted);
      if (owners.has(owner)) throw new Error('This window has a scan already. Cancel it first.');
      if (running >= MAX_SCANS) throw new Error(`${MAX_SCANS} scans run already. Cancel one first.`);
      const child = fork(script);
      owners.add(owner);
      running++;
      const over = once(() => running--);
      child.once('exit', (code, signal) => {
        over();
        subscriber.error(new Error(`The scanning process ended unexpectedly (${signal ?? `code ${code}`}).`));
      });
      // This event also comes if a signal could not be sent. Only a process that never started is
      // over.
      child.on('error', (error) => {
        if (child.pid !== undefined) return;
        over();
        subscriber.error(new Error(`The scanning process could not start: ${messageOf(error)}.`));
      });
      const webContents = main.connect(childTransport(child), { kind: 'process' });
      wrap(webContents, scanner)
        .start({ path, owner })
        .then(
          () => subscriber.next({ scanner: webContents.id, path }),
          (error: unknown) => {
            // If the process has ended, its exit tells more.
            if (error instanceof CulvertError && error.code === 'ERR_CULVERT_DISCONNECTED') endChild(child);
            else subscriber.error(error);
          },
        );
      return () => {
        owners.delete(owner);
        endChild(child);
      };
    });
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}

function endChild(child: RendererProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  child.once('exit', () => clearTimeout(timer));
}
