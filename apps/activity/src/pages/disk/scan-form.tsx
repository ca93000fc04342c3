import { useMemo, useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import type { Place } from '../../shared/scan.js';
import { formatBytes } from '../shared/format.js';
import { Icon } from '../shared/icons.js';
import { useLatest, usePage } from '../shared/page-context.js';

interface Props {
  readonly isBusy: boolean;
  readonly onStart: (path: string) => void;
  readonly onCancel: () => void;
}

const nowhere: readonly Place[] = [];

/** Selects the folder to scan: typed, or one of those that main offers. */
export function ScanForm({ isBusy, onStart, onCancel }: Props): ReactNode {
  const { feed, renderer } = usePage();
  const [path, setPath] = useState('~');
  const places$ = useMemo(() => feed.ask((main) => main.places()), [feed]);
  const places = useLatest(places$, nowhere);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    onStart(path);
  }

  return (
    <form className="scan-form" onSubmit={submit}>
      <label className="field scan-path">
        <Icon name="folder" />
        <span className="visually-hidden">Folder to scan</span>
        <input
          value={path}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setPath(target.value)}
        />
      </label>
      {isBusy ? (
        <button type="button" className="button" onClick={onCancel}>
          <Icon name="stop" />
          Cancel
        </button>
      ) : (
        <button type="submit" className="button primary" disabled={renderer === undefined}>
          Scan
        </button>
      )}
      <div className="places" role="group" aria-label="Suggested folders">
        {places.map(({ label, path: place, total, free }) => (
          <button
            key={place}
            type="button"
            className="button quiet"
            disabled={isBusy || renderer === undefined}
            title={`${place}: ${formatBytes(free)} of ${formatBytes(total)} free`}
            onClick={() => {
              setPath(place);
              onStart(place);
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </form>
  );
}
