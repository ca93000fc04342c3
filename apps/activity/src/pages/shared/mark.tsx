import type { ReactNode } from 'react';

/** The sign of the app: an arch with water under it. */
export function Mark(): ReactNode {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" className="mark-ground" />
      <path d="M6 25V16a10 10 0 0 1 20 0v9" className="mark-arch" />
      <path d="M9.5 22c2-2.2 4.5-2.2 6.5 0s4.5 2.2 6.5 0" className="mark-water" />
    </svg>
  );
}
