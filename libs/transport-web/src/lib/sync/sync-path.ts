import { checkObject, invalidArgument } from '@culvert/protocol';

/** The app's service worker takes the requests of blocked contexts at this path. */
export const DEFAULT_SYNC_PATH = '/culvert-sync';

/** Set on every answer of the service worker. An answer without it comes from another server. */
export const SYNC_HEADER = 'culvert-sync';

/**
 * The whole url of a path of this origin. `undefined` in a context without an origin, such as a
 * worker of a `data:` url: no service worker controls it.
 */
export function syncUrlOf(path: string = DEFAULT_SYNC_PATH): URL | undefined {
  return URL.canParse(path, location.origin) ? new URL(path, location.origin) : undefined;
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for options without a correct `syncUrl` */
export function checkSyncOptions(caller: string, options: { readonly syncUrl?: unknown }): void {
  checkObject(`${caller}: options`, options);
  checkSyncUrl(`${caller}: syncUrl`, options.syncUrl);
}

/**
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a text that is no url, and for a url of another origin: no
 * service worker of this one takes its requests
 */
export function checkSyncUrl(name: string, url: unknown): void {
  if (url === undefined || (typeof url === 'string' && url !== '' && isOwn(url))) return;
  throw invalidArgument(`${name} must be a path or url of this origin, such as '${DEFAULT_SYNC_PATH}'.`);
}

function isOwn(url: string): boolean {
  const base = syncUrlOf();
  if (base === undefined) return true;
  if (!URL.canParse(url, base)) return false;
  // `URL` does not know the origins of an app's own schemes.
  const { protocol, host } = new URL(url, base);
  return protocol === base.protocol && host === base.host;
}
