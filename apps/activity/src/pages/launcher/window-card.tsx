import type { ReactNode } from 'react';
import { plural } from '../shared/format.js';
import { Icon } from '../shared/icons.js';
import type { OpenablePage } from '../shared/window-controls.js';

interface Props {
  readonly page: OpenablePage;
  readonly title: string;
  readonly count: number;
  readonly onOpen: () => void;
  readonly children: ReactNode;
}

/** A window that can be opened, with a live glimpse of what it shows. */
export function WindowCard({ page, title, count, onOpen, children }: Props): ReactNode {
  return (
    <button
      type="button"
      className="window-card"
      onClick={onOpen}
      aria-label={`Open ${title}`}
      data-testid={`open-${page}`}
    >
      <span className="window-card-head">
        <Icon name={page} />
        <span className="window-card-title">{title}</span>
        <span className="muted">{count > 0 ? `${plural(count, 'window')} open` : 'Open'}</span>
      </span>
      <span className="window-card-body">{children}</span>
    </button>
  );
}
