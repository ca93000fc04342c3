import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { WindowInfo } from '../../shared/windows.js';
import { historyOf } from '../shared/feed.js';
import { formatDuration } from '../shared/format.js';
import { Icon } from '../shared/icons.js';
import { Page } from '../shared/page.js';
import { useLatest, usePage } from '../shared/page-context.js';
import type { OpenablePage } from '../shared/window-controls.js';
import { DiskPreview, OverviewPreview, ProcessesPreview } from './previews.js';
import { watchWindows } from './raw-ipc.js';
import { useWindowHandles } from './use-window-handles.js';
import { WindowCard } from './window-card.js';
import { WindowList } from './window-list.js';

const all: readonly OpenablePage[] = ['overview', 'processes', 'disk'];

export function LauncherPage(): ReactNode {
  const { feed, renderer } = usePage();
  const history$ = useMemo(() => historyOf(feed), [feed]);
  const history = useLatest(history$, []);
  const sample = useLatest(feed.samples$);
  const machine = useLatest(feed.machine$);
  const [windows, setWindows] = useState<readonly WindowInfo[]>([]);
  useEffect(() => renderer && watchWindows(renderer, setWindows), [renderer]);
  const handles = useWindowHandles();
  const countOf = (page: OpenablePage): number => windows.filter((window) => window.page === page).length;
  const openOne = (page: OpenablePage) => (): void => void handles.open(page, countOf(page));

  return (
    <Page title="Activity" className="launcher">
      <div className="launcher-head">
        <div>
          <h2>{machine?.hostname ?? 'This machine'}</h2>
          <p className="muted">
            {machine &&
              `${machine.system} · ${machine.cores} cores · up ${formatDuration(sample?.uptime ?? 0)}`}
          </p>
        </div>
        <div className="launcher-actions">
          <button
            type="button"
            className="button"
            onClick={() => all.every((page) => handles.open(page, countOf(page)))}
          >
            <Icon name="open" />
            Open all three
          </button>
          <button type="button" className="button" onClick={() => handles.arrange(windows)}>
            <Icon name="arrange" />
            Arrange
          </button>
        </div>
      </div>
      {handles.isBlocked && (
        <p className="refusal" role="alert">
          The browser has blocked a window. Allow pop-ups for this address, or open the windows one by one.
        </p>
      )}
      <div className="window-cards">
        <WindowCard page="overview" title="Overview" count={countOf('overview')} onOpen={openOne('overview')}>
          <OverviewPreview history={history} />
        </WindowCard>
        <WindowCard
          page="processes"
          title="Processes"
          count={countOf('processes')}
          onOpen={openOne('processes')}
        >
          <ProcessesPreview sample={sample} />
        </WindowCard>
        <WindowCard page="disk" title="Disk" count={countOf('disk')} onOpen={openOne('disk')}>
          <DiskPreview />
        </WindowCard>
      </div>
      <WindowList windows={windows} onRaise={handles.raise} onDismiss={handles.dismiss} />
    </Page>
  );
}
