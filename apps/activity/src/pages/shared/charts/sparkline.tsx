import type { ReactNode } from 'react';

interface Props {
  readonly values: readonly number[];
  readonly top: number;
  /** How many values fill the width; fewer stand at the right. */
  readonly length: number;
  readonly label: string;
}

const height = 100;

/** A small chart without axes, as an SVG that stretches with its parent. */
export function Sparkline({ values, top, length, label }: Props): ReactNode {
  const shown = values.slice(-length);
  const left = length - shown.length;
  const points = shown.map(
    (value, index) => `${left + index},${height - (height * Math.min(value, top)) / top}`,
  );
  const line = points.join(' ');
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${Math.max(1, length - 1)} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {points.length > 1 && (
        <>
          <polygon points={`${left},${height} ${line} ${length - 1},${height}`} />
          <polyline points={line} vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
