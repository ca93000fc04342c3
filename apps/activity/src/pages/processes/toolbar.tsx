import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { cpuScales } from '../../shared/settings.js';
import { plural } from '../shared/format.js';
import { Icon } from '../shared/icons.js';
import { useChangeSettings, usePage } from '../shared/page-context.js';
import { Segmented } from '../shared/segmented.js';
import type { Arrangement } from './arrange.js';

const scaleLabels = { core: 'of one core', machine: 'of all cores' } as const;
const scales = cpuScales.map((value) => ({ value, label: scaleLabels[value] }));

interface Props {
  readonly arrangement: Arrangement;
  readonly shown: number;
  readonly total: number;
  /** When the table was read. */
  readonly time: number;
  readonly message: string;
  readonly onChange: (change: Partial<Arrangement>) => void;
}

export function Toolbar({ arrangement, shown, total, time, message, onChange }: Props): ReactNode {
  const { settings, renderer } = usePage();
  const changeSettings = useChangeSettings();
  const search = useRef<HTMLInputElement>(null);
  useSlashKey(() => search.current?.focus());

  return (
    <div className="toolbar">
      <label className="field search">
        <Icon name="search" />
        <span className="visually-hidden">Search processes</span>
        <input
          ref={search}
          type="search"
          placeholder="Name, command, user or PID   ( / )"
          value={arrangement.search}
          onChange={({ target }) => onChange({ search: target.value })}
          onKeyDown={({ key }) => key === 'Escape' && onChange({ search: '' })}
        />
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={arrangement.onlyMine}
          onChange={({ target }) => onChange({ onlyMine: target.checked })}
        />
        Only mine
      </label>
      <span className="muted" data-testid="process-count" data-total={total} data-time={time}>
        {shown === total
          ? plural(total, 'process', 'processes')
          : `${shown} of ${plural(total, 'process', 'processes')}`}
      </span>
      <span className="toolbar-message" role="status" data-testid="message">
        {message}
      </span>
      <span className="toolbar-scale">
        <span className="muted">CPU</span>
        <Segmented
          label="CPU share"
          choices={scales}
          value={settings.cpuScale}
          isDisabled={renderer === undefined}
          onChange={(cpuScale) => changeSettings({ cpuScale })}
        />
      </span>
    </div>
  );
}

/** “/” goes to the search from everywhere but a field. */
function useSlashKey(act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const handle = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', handle);
    return () => document.removeEventListener('keydown', handle);
  }, []);
}
