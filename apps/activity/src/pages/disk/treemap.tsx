import { useEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import type { ScanView } from '../../shared/scan.js';
import { formatBytes, plural } from '../shared/format.js';
import { layOut } from './treemap-layout.js';
import type { Tile } from './treemap-layout.js';

const families = 8;
/** Below this a name would be cut to nothing. */
const smallestLabel = { width: 44, height: 18 };

interface Props {
  readonly view: ScanView;
  readonly canOpen: boolean;
  readonly onOpen: (trail: readonly string[]) => void;
}

/** The picture of a folder: every area is a size. A folder opens with a click. */
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
          onOpen={
            canOpen && tile.node.kind === 'folder' ? () => onOpen([...view.trail, ...tile.trail]) : undefined
          }
        />
      ))}
    </div>
  );
}

function TileView({
  tile,
  onOpen,
}: {
  readonly tile: Tile;
  readonly onOpen: (() => void) | undefined;
}): ReactNode {
  const { node, depth, family, hasBar, left, top, width, height } = tile;
  const name = nameOf(tile);
  const isLabelled = width >= smallestLabel.width && height >= smallestLabel.height;
  const style = {
    left,
    top,
    width,
    height,
    '--family': `var(--family-${family % families})`,
  } as CSSProperties;
  const label = `${name}, ${formatBytes(node.bytes)}`;
  const content = isLabelled && (
    <span className="tile-label">
      <span className="tile-name">{name}</span>
      {(hasBar ? width > 150 : height > 36) && <span className="tile-size">{formatBytes(node.bytes)}</span>}
    </span>
  );
  const shared = {
    className: 'tile',
    style,
    title: `${tile.trail.join('/')} — ${formatBytes(node.bytes)}, ${plural(node.files, 'file')}`,
  };
  const data = { 'data-kind': node.kind, 'data-depth': Math.min(depth, 3), 'data-bar': hasBar };
  if (onOpen === undefined) {
    return (
      <div {...shared} {...data}>
        {content}
      </div>
    );
  }
  // The list beside the picture is for the keyboard; here only the first level is worth a stop.
  return (
    <button
      type="button"
      {...shared}
      {...data}
      tabIndex={depth === 1 ? 0 : -1}
      aria-label={`Open ${label}`}
      onClick={onOpen}
    >
      {content}
    </button>
  );
}

function nameOf({ node }: Tile): string {
  return node.kind === 'rest' ? `${plural(node.files, 'smaller file')}` : node.name;
}
