import { useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { newest } from '../../shared/contracts.js';
import type { Pick } from '../../shared/pick.js';
import { isSameProcess } from '../../shared/process-key.js';
import type { ProcessRow, ProcessTable } from '../../shared/process-row.js';
import { Page } from '../shared/page.js';
import { useLatest, usePage } from '../shared/page-context.js';
import { PickOutcomeText } from '../shared/pick-outcome.js';
import { usePick, usePickedElsewhere } from '../shared/use-pick.js';
import type { DetailsChoice } from '../../shared/details.js';
import { arrange, startsDescending } from './arrange.js';
import type { Arrangement, Column } from './arrange.js';
import { DetailsGuest } from './details-guest.js';
import { EndDialog } from './end-dialog.js';
import { ProcessGrid } from './process-grid.js';
import { Toolbar } from './toolbar.js';

const initial: Arrangement = { column: 'cpu', isDescending: true, search: '', onlyMine: false };
const noTable: ProcessTable = { time: 0, rows: [] };

export function ProcessesPage(): ReactNode {
  const { feed, settings } = usePage();
  const tables$ = useMemo(() => feed.ask((main) => main.processes(undefined, newest)), [feed]);
  const { rows, time } = useLatest(tables$, noTable);
  const machine = useLatest(feed.machine$);
  const [arrangement, setArrangement] = useState(initial);
  const arranged = useMemo(() => arrange(rows, arrangement), [rows, arrangement]);
  const [cursor, setCursor] = useState<ProcessRow>();
  const [picked, setPicked] = useState<Pick>();
  const [ending, setEnding] = useState<ProcessRow>();
  const [message, setMessage] = useState('');
  const [pick, outcome] = usePick();
  const grid = useRef<HTMLDivElement>(null);
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

  function act(choice: DetailsChoice): void {
    const row = rows.find((candidate) => isSameProcess(candidate, cursor));
    switch (choice) {
      case 'end':
        setEnding(row);
        break;
      case 'parent': {
        const parent = rows.find(({ pid }) => pid === row?.parent);
        if (parent !== undefined) choose(parent);
        break;
      }
      case 'close':
        setCursor(undefined);
        grid.current?.focus();
        break;
    }
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
        grid={grid}
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
      {cursor === undefined ? (
        <section className="card details-hint" aria-label="Selected process">
          <p className="muted">Choose a process to see more of it, and to point the other windows at it.</p>
        </section>
      ) : (
        <DetailsGuest subject={cursor} onChoice={act} />
      )}
      <div className="key-hints">
        <p id="grid-keys" className="muted">
          <kbd>↑</kbd> <kbd>↓</kbd> move · <kbd>Enter</kbd> show in the other windows · <kbd>Delete</kbd> end
          · <kbd>/</kbd> search
        </p>
        <PickOutcomeText outcome={outcome} />
      </div>
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
