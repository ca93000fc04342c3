import { useEffect, useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import { channels } from '../../shared/channels.js';
import type { Place } from '../../shared/scan.js';
import { formatBytes } from '../shared/format.js';
import { Icon } from '../shared/icons.js';
import { usePage } from '../shared/page-context.js';

interface Props {
  readonly isBusy: boolean;
  readonly onStart: (path: string) => void;
  readonly onCancel: () => void;
}

/** Which folder to scan: typed, or one of those that main offers. */
export function ScanForm({ isBusy, onStart, onCancel }: Props): ReactNode {
  const { renderer } = usePage();
  const [path, setPath] = useState('~');
  const places = usePlaces();

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

function usePlaces(): readonly Place[] {
  const { renderer } = usePage();
  const [places, setPlaces] = useState<readonly Place[]>([]);
  useEffect(() => {
    let isCurrent = true;
    renderer?.ipcRenderer.invoke(channels.places).then(
      (answer: readonly Place[]) => {
        if (isCurrent) setPlaces(answer);
      },
      // The connection ended meanwhile; the next one asks again.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [renderer]);
  return places;
}
