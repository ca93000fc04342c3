import type { CSSProperties, ReactNode } from 'react';
import { formatBytes, plural } from '../shared/format.js';
import type { Tile } from './treemap-layout.js';

const families = 8;
/** Below this size, a name would be cut to nothing. */
const smallestLabel = { width: 44, height: 18 };

interface Props {
  readonly tile: Tile;
  /** Undefined if no folder can be opened because the scanner is gone. */
  readonly onOpen: ((trail: readonly string[]) => void) | undefined;
}

/**
 * One rectangle. A click on a folder opens it. A click on any other tile opens the folder around
 * it.
 */
export function TileView({ tile, onOpen }: Props): ReactNode {
  const { node, trail, depth, family, hasBar, left, top, width, height } = tile;
  const name = node.kind === 'rest' ? plural(node.files, 'smaller file') : node.name;
  const size = formatBytes(node.bytes);
  const isLabelled = width >= smallestLabel.width && height >= smallestLabel.height;
  const hasSize = hasBar ? width > 150 : height > 36;
  const place = { left, top, width, height, '--family': `var(--family-${family % families})` };
  const shared = {
    className: 'tile',
    style: place as CSSProperties,
    title: `${[...trail.slice(0, -1), name].join('/')} — ${size}, ${plural(node.files, 'file')}`,
    'data-kind': node.kind,
    'data-depth': Math.min(depth, 3),
    'data-bar': hasBar,
    children: isLabelled && (
      <span className="tile-label">
        <span className="tile-name">{name}</span>
        {hasSize && <span className="tile-size">{size}</span>}
      </span>
    ),
  };
  if (node.kind !== 'folder' || onOpen === undefined) {
    const around = trail.slice(0, -1);
    return <div {...shared} onClick={around.length > 0 ? () => onOpen?.(around) : undefined} />;
  }
  // The list beside the picture is for the keyboard; here only the first level is worth a stop.
  return (
    <button
      type="button"
      {...shared}
      tabIndex={depth === 1 ? 0 : -1}
      aria-label={`Open ${name}, ${size}`}
      onClick={() => onOpen(trail)}
    />
  );
}
