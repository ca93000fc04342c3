import type { ReactNode } from 'react';

interface Props {
  readonly path: string;
  readonly trail: readonly string[];
  readonly canOpen: boolean;
  readonly onOpen: (trail: readonly string[]) => void;
}

/** The path from the root of the scan to the folder shown. A click on a step opens that folder. */
export function Breadcrumb({ path, trail, canOpen, onOpen }: Props): ReactNode {
  const steps = [path, ...trail];
  return (
    <nav className="breadcrumb" aria-label="Folder shown">
      <ol>
        {steps.map((name, index) => (
          <li key={index}>
            <button
              type="button"
              disabled={!canOpen || index === steps.length - 1}
              aria-current={index === steps.length - 1 ? 'location' : undefined}
              onClick={() => onOpen(trail.slice(0, index))}
            >
              {name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
