import type { ChildProcess } from 'node:child_process';
import { wrap } from '@culvert/core';
import type { Main } from '@culvert/core';
import { childTransport, forkRenderer } from '@culvert/transport-node';
import { Observable } from 'rxjs';
import { scanner } from '../../shared/contracts.js';
import type { ScanStart } from '../../shared/scan.js';
import { readScanPath } from './scan-path.js';

/** Starts a scan of `path` for the window `owner`. */
export type ScanHost = (owner: number, path: unknown) => Observable<ScanStart>;

/** A child that does not end on SIGTERM within this time is not asked again. */
const patienceMs = 1000;

/** A child process a subscription: it lives until that ends, and fails it where it ends by itself. */
export function createScanHost(main: Main, script: string): ScanHost {
  return (owner, wanted) =>
    new Observable((subscriber) => {
      const path = readScanPath(wanted);
      // A limit of its own: a scan that grows beyond it ends, and takes nothing else along.
      const child = forkRenderer(script, [], { execArgv: ['--max-old-space-size=512'] });
      child.once('exit', (code, signal) =>
        subscriber.error(new Error(`The scanning process ended unexpectedly (${signal ?? `code ${code}`}).`)),
      );
      const webContents = main.connect(childTransport(child), { kind: 'process' });
      wrap(webContents, scanner)
        .start({ path, owner })
        .then(
          () => subscriber.next({ scanner: webContents.id, path }),
          // Its end says more.
          () => endChild(child),
        );
      return () => endChild(child);
    });
}

function endChild(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.once('exit', () => clearTimeout(timer));
}
