import type { ReactNode } from 'react';
import type { ScanProgress } from '../../shared/scan.js';
import { formatBytes, formatCount, formatDuration } from '../shared/format.js';

const headlines = { running: 'Scanning', done: 'Done', cancelled: 'Cancelled', failed: 'Failed' } as const;

/** The counts of the scan, and its current folder. */
export function ScanStatus({ progress }: { readonly progress: ScanProgress }): ReactNode {
  const { phase, at, bytes, files, folders, errors, mounts, elapsedMs, message } = progress;
  return (
    <section className="scan-status" data-phase={phase} data-testid="scan-status" aria-label="Scan">
      <strong role="status">{headlines[phase]}</strong>
      <span data-testid="scan-bytes" data-bytes={bytes}>
        {formatBytes(bytes)}
      </span>
      <span data-testid="scan-files" data-files={files}>
        {formatCount(files)} files
      </span>
      <span data-testid="scan-folders" data-folders={folders}>
        {formatCount(folders)} folders
      </span>
      {errors > 0 && (
        <span className="warning" data-testid="scan-errors" title="Most often for lack of permission">
          {formatCount(errors)} not readable
        </span>
      )}
      {mounts > 0 && <span className="muted">{formatCount(mounts)} other file systems left out</span>}
      <span className="muted">{formatDuration(elapsedMs / 1000)}</span>
      <span className="muted scan-at">{message ?? (phase === 'running' ? at : '')}</span>
      {phase === 'running' && <span className="scan-bar" />}
    </section>
  );
}
