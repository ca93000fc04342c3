import { createMain, type Main } from '@culvert/core';
import { offer } from './offer.js';
import { createLinuxProbe } from './sampling/linux/linux-probe.js';
import { createPortableProbe } from './sampling/portable/portable-probe.js';
import { createSampler } from './sampling/sampler.js';
import { createScanHost } from './scans/scan-host.js';
import { dataDirOf, makeDataDir } from './storage/data-dir.js';
import { openSettings } from './storage/settings-store.js';

export interface MonitorOptions {
  /** Undefined: the folder of the desktop's convention. */
  readonly dataDir: string | undefined;
  /** The built program of a disk scan. */
  readonly scanScript: string;
  /** Takes sentences for the person at the terminal. */
  readonly say: (sentence: string) => void;
}

/**
 * The app without its windows. Its starter connects them to `main`: over a server, or as
 * Electron's.
 */
export interface Monitor {
  readonly main: Main;
  readonly dataDir: string;
  /** True if other users could write into that folder until now. A session in it may be theirs. */
  readonly wasOpen: boolean;
  /** Ends the sampling and every scan. The starter closes the windows' connections before this. */
  close(): void;
}

export async function startMonitor({ dataDir: wanted, scanScript, say }: MonitorOptions): Promise<Monitor> {
  const dataDir = dataDirOf(wanted, process.env);
  const { wasOpen } = makeDataDir(dataDir);
  if (wasOpen) say(`Other users could write into ${dataDir} until now; it is closed to them.`);
  const settings = openSettings(dataDir, say);
  const main = createMain();
  const probe = process.platform === 'linux' ? createLinuxProbe() : await createPortableProbe();
  const scan = createScanHost(main, scanScript);
  const offered = offer(main, { probe, sampler: createSampler(probe), settings, scan });
  return {
    main,
    dataDir,
    wasOpen,
    close: () => {
      offered.unsubscribe();
      main.close();
    },
  };
}
