export const pageNames = ['launcher', 'overview', 'processes', 'disk'] as const;
export type PageName = (typeof pageNames)[number];

/** A window, or the card that a window embeds. */
export type RendererName = PageName | 'details';

/** Window → main, the first message on every connection. */
export interface Hello {
  readonly page: PageName;
  /** The browser's `window.name`: lets the launcher find windows that it opened. */
  readonly name: string;
}

/** One open window, by its webContents id. */
export interface WindowInfo extends Hello {
  readonly id: number;
  readonly openedAt: number;
}

/** Reads the greeting of a page; undefined if it is not one. */
export function readHello(value: unknown): Hello | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { page, name } = value as Partial<Record<keyof Hello, unknown>>;
  const known = pageNames.find((candidate) => candidate === page);
  if (known === undefined || typeof name !== 'string' || name.length > 100) return undefined;
  return { page: known, name };
}
