import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { merge, map } from 'rxjs';
import { channels } from '../../shared/channels.js';
import type { Pick } from '../../shared/pick.js';
import { isSameProcess } from '../../shared/process-key.js';
import type { ProcessRow, ProcessTable } from '../../shared/process-row.js';
import { Page } from '../shared/page.js';
import { useLatest, usePage } from '../shared/page-context.js';
import { usePick, usePickedElsewhere } from '../shared/use-pick.js';
import { arrange, startsDescending } from './arrange.js';
import type { Arrangement, Column } from './arrange.js';
import { EndDialog } from './end-dialog.js';
import { ProcessDetails } from './process-details.js';
import { ProcessGrid } from './process-grid.js';
import { Toolbar } from './toolbar.js';

const initial: Arrangement = { column: 'cpu', isDescending: true, search: '', onlyMine: false };
const noTable: ProcessTable = { time: 0, rows: [] };

export function ProcessesPage(): ReactNode {
  const { feed, settings } = usePage();
  const tables$ = useMemo(
    () =>
      merge(
        feed.snapshot$.pipe(map(({ table }) => table ?? noTable)),
        feed.on<ProcessTable>(channels.processes).pipe(map(({ value }) => value)),
      ),
    [feed],
  );
  const { rows, time } = useLatest(tables$, noTable);
  const machine = useLatest(feed.snapshot$)?.machine;
  const [arrangement, setArrangement] = useState(initial);
  const arranged = useMemo(() => arrange(rows, arrangement), [rows, arrangement]);
  const [cursor, setCursor] = useState<ProcessRow>();
  const [picked, setPicked] = useState<Pick>();
  const [ending, setEnding] = useState<ProcessRow>();
  const [message, setMessage] = useState('');
  const [pick, outcome] = usePick();
  const cores = settings.cpuScale === 'machine' ? (machine?.cores ?? 1) : 1;

  usePickedElsewhere((next) => {
    const isShown = arranged.some((row) => isSameProcess(row, next));
    setPicked(next);
    setMessage(
      `${next.name} (${next.pid}) was picked in another window${isShown ? '' : ', and is not in this list'}`,
    );
    return isShown;
  });

  function sort(column: Column): void {
    setArrangement((old) => ({
      ...old,
      column,
      isDescending: old.column === column ? !old.isDescending : startsDescending(column),
    }));
  }

  function choose(row: ProcessRow): void {
    setCursor(row);
    setPicked(undefined);
    setMessage('');
    pick(row);
  }

  return (
    <Page title="Processes" className="processes">
      <Toolbar
        arrangement={arrangement}
        shown={arranged.length}
        total={rows.length}
        time={time}
        message={message}
        onChange={(change) => setArrangement((old) => ({ ...old, ...change }))}
      />
      <ProcessGrid
        rows={arranged}
        arrangement={arrangement}
        cores={cores}
        cursor={cursor}
        picked={picked}
        onSort={sort}
        onCursor={setCursor}
        onPick={choose}
        onEnd={setEnding}
      />
      <ProcessDetails
        row={rows.find((row) => isSameProcess(row, cursor))}
        selected={cursor}
        cores={cores}
        outcome={outcome}
        onEnd={setEnding}
      />
      <p id="grid-keys" className="muted key-hints">
        <kbd>↑</kbd> <kbd>↓</kbd> move · <kbd>Enter</kbd> show in the other windows · <kbd>Delete</kbd> end ·{' '}
        <kbd>/</kbd> search
      </p>
      {ending !== undefined && (
        <EndDialog
          row={ending}
          onClose={(said) => {
            setEnding(undefined);
            if (said !== undefined) setMessage(said);
          }}
        />
      )}
    </Page>
  );
}
