import type { Transport } from '@culvert/core';
import { electronTransport } from '@culvert/transport-electron/renderer';
import { webSocketTransport } from '@culvert/transport-web';
import { takeToken } from './access.js';
import { proveMain } from './prove-main.js';

/** The way to main. */
export interface Way {
  open(): Transport;
  /** Whether it is still main that answers there. What a page presents to another program is that program's. */
  isMain(): Promise<boolean>;
}

/**
 * How this page reaches main: in a window of Electron by what its preload script has exposed, in a browser over its
 * WebSocket. Undefined for a tab without the key to that.
 */
export function findMain(): Way | undefined {
  if ('culvert' in window) return { open: () => electronTransport(), isMain: async () => true };
  const token = takeToken(location, sessionStorage, (address) => history.replaceState(null, '', address));
  if (token === undefined) return undefined;
  return {
    open: () => webSocketTransport(`ws://${location.host}/culvert`, { token }),
    isMain: () => proveMain(token, Number(location.port)),
  };
}
