/** Where the app's service worker takes the requests of those who block. */
export const DEFAULT_SYNC_PATH = '/culvert-sync';

/** On every answer of the service worker: whatever has none comes from somebody else. */
export const SYNC_HEADER = 'culvert-sync';
