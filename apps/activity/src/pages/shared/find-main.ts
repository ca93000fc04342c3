import type { Transport } from '@culvert/core';
import { electronTransport } from '@culvert/transport-electron/renderer';
import { webSocketTransport } from '@culvert/transport-web';
import { takeToken } from './access.js';
import { proveMain } from './prove-main.js';

/** The way to main. */
export interface Way {
  open(): Transport;
  /**
   * Checks that main still answers there. Another program would get everything that a page sends to
   * it.
   */
  isMain(): Promise<boolean>;
}

/**
 * Finds main: in a window of Electron by the bridge of its preload script, in a browser over its
 * WebSocket. Undefined for a tab without the key to the WebSocket.
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
