import type { CSSProperties, ReactNode } from 'react';
import type { ScanView } from '../../shared/scan.js';
import { formatBytes, formatPercent, plural } from '../shared/format.js';
import { Icon } from '../shared/icons.js';

interface Props {
  readonly view: ScanView;
  readonly canOpen: boolean;
  readonly onOpen: (trail: readonly string[]) => void;
}

/** The contents of the folder shown, largest first: the same as the picture, for the keyboard and for exact sizes. */
export function ContentsList({ view, canOpen, onOpen }: Props): ReactNode {
  const { node, trail } = view;
  return (
    <section className="card contents" aria-label="Contents">
      <div className="card-head">
        <h2>{trail.at(-1) ?? node.name}</h2>
        <span data-testid="view-bytes" data-bytes={node.bytes}>
          {formatBytes(node.bytes)}
        </span>
      </div>
      <ul>
        {(node.children ?? []).map((child, index) => {
          const part = node.bytes > 0 ? child.bytes / node.bytes : 0;
          const isFolder = child.kind === 'folder';
          const name = child.kind === 'rest' ? plural(child.files, 'smaller file') : child.name;
          const style = { '--part': part, '--family': `var(--family-${index % 8})` } as CSSProperties;
          return (
            <li
              key={`${child.kind} ${child.name}`}
              data-kind={child.kind}
              data-name={child.name}
              data-bytes={child.bytes}
            >
              <button
                type="button"
                disabled={!isFolder || !canOpen}
                style={style}
                onClick={() => onOpen([...trail, child.name])}
              >
                <span className="contents-mark" />
                {isFolder && <Icon name="folder" />}
                <span className="contents-name">{name}</span>
                <span className="muted">{formatPercent(100 * part)} %</span>
                <span className="contents-size">{formatBytes(child.bytes)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
