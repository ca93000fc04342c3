import type { ReactNode } from 'react';

const paths = {
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  launcher: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  overview: 'M3 12h4l3-8 4 16 3-8h4',
  processes: 'M4 6h16M4 12h16M4 18h10',
  disk: 'M4 4h16v16H4zM4 13h9M13 4v16M13 9h7',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5',
  close: 'M6 6l12 12M18 6L6 18',
  front: 'M9 9h11v11H9zM5 15H4V4h11v1',
  open: 'M13 5h6v6M19 5l-8 8M17 14v5H5V7h5',
  arrange: 'M3 5h11v14H3zM17 5h4v6h-4zM17 14h4v5h-4z',
  folder: 'M3 6h6l2 2h10v11H3z',
  up: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M7 7h10v10H7z',
} as const;

export type IconName = keyof typeof paths;

/** Drawn in the colour of the text around it; the text says what it means. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
