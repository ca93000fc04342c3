import type { ReactNode } from 'react';
import { formatBytes, formatDuration, formatPercent } from '../shared/format.js';
import { Icon } from '../shared/icons.js';
import type { PickedProcess } from './use-picked-process.js';

/** One line about the picked process, kept live by main. */
export function PickedStrip({ picked: { key, row, set } }: { readonly picked: PickedProcess }): ReactNode {
  if (key === undefined) return null;
  return (
    <section className="picked-strip" aria-label="Picked process" data-testid="picked" data-pid={key.pid}>
      <strong>{key.name}</strong>
      <span className="muted">pid {key.pid}</span>
      {row === null && <span>has ended</span>}
      {row && (
        <>
          <span>CPU {formatPercent(row.cpu)} %</span>
          <span>{formatBytes(row.memory)}</span>
          <span>
            {row.threads} {row.threads === 1 ? 'thread' : 'threads'}
          </span>
          <span className="muted">runs for {formatDuration((Date.now() - row.startedAt) / 1000)}</span>
          <code className="picked-command">{row.command}</code>
        </>
      )}
      <button type="button" className="button quiet icon-only" onClick={() => set(undefined)}>
        <Icon name="close" />
        <span className="visually-hidden">Stop watching {key.name}</span>
      </button>
    </section>
  );
}
