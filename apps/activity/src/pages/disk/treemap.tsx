import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { ScanView } from '../../shared/scan.js';
import { layOut } from './treemap-layout.js';
import { TileView } from './tile-view.js';

interface Props {
  readonly view: ScanView;
  readonly canOpen: boolean;
  readonly onOpen: (trail: readonly string[]) => void;
}

/** The picture of a folder. Each area is proportional to a size. A folder opens with a click. */
export function Treemap({ view, canOpen, onOpen }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const tiles = useMemo(() => layOut(view.node, size.width, size.height), [view, size]);

  return (
    <div
      ref={box}
      className="treemap"
      role="group"
      aria-label={`Sizes in ${view.node.name}`}
      data-testid="treemap"
    >
      {tiles.map((tile) => (
        <TileView
          key={`${tile.trail.join('/')} ${tile.node.kind}`}
          tile={tile}
          onOpen={canOpen ? (trail) => onOpen([...view.trail, ...trail]) : undefined}
        />
      ))}
    </div>
  );
}
