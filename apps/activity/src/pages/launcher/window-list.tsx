import type { ReactNode } from 'react';
import type { WindowInfo } from '../../shared/windows.js';
import { Icon } from '../shared/icons.js';
import { usePage } from '../shared/page-context.js';

const titles = { launcher: 'Launcher', overview: 'Overview', processes: 'Processes', disk: 'Disk' } as const;

interface Props {
  readonly windows: readonly WindowInfo[];
  readonly onRaise: (window: WindowInfo) => void;
  readonly onDismiss: (window: WindowInfo) => void;
}

/** All renderers that show a page, as main lists them. */
export function WindowList({ windows, onRaise, onDismiss }: Props): ReactNode {
  const { renderer } = usePage();
  const isSelf = ({ id }: WindowInfo): boolean => id === renderer?.id;
  return (
    <section className="card window-list" aria-labelledby="open-windows">
      <div className="card-head">
        <h2 id="open-windows">Open windows</h2>
        <span className="muted">{windows.length}</span>
      </div>
      <ul data-testid="windows">
        {windows.map((window) => (
          <li key={window.id} data-window={window.id} data-page={window.page}>
            <Icon name={window.page} />
            <span className="window-name">{titles[window.page]}</span>
            <span className="muted">
              window {window.id}, since {new Date(window.openedAt).toLocaleTimeString('en-GB')}
              {isSelf(window) && ', this one'}
            </span>
            {!isSelf(window) && (
              <span className="window-actions">
                <button type="button" className="button quiet" onClick={() => onRaise(window)}>
                  <Icon name="front" />
                  Bring to front
                </button>
                <button type="button" className="button quiet" onClick={() => onDismiss(window)}>
                  <Icon name="close" />
                  Close
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
