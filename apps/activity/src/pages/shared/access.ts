const key = 'culvert-activity-token';

/**
 * The token from the address, or the one that this tab (or the window that opened it) came with. It goes from the
 * address bar into the tab's own storage: out of the history, and still there after a reload.
 */
export function takeToken(
  location: Pick<Location, 'href'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  replaceAddress: (address: string) => void,
): string | undefined {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token === null || token === '') return storage.getItem(key) ?? undefined;
  storage.setItem(key, token);
  address.searchParams.delete('token');
  replaceAddress(`${address.pathname}${address.search}${address.hash}`);
  return token;
}
