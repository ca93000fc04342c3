/** The app's service worker takes the requests of blocked contexts at this path. */
export const DEFAULT_SYNC_PATH = '/culvert-sync';

/** Set on every answer of the service worker. An answer without it comes from another server. */
export const SYNC_HEADER = 'culvert-sync';
