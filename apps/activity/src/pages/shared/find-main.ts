import type { Transport } from '@culvert/core';
import { electronTransport } from '@culvert/transport-electron/renderer';
import { webSocketTransport } from '@culvert/transport-web';
import { takeToken } from './access.js';

/**
 * How this page reaches main: in a window of Electron by what its preload script has exposed, in a browser over its
 * WebSocket. Undefined for a tab without the key to that.
 */
export function findMain(): (() => Transport) | undefined {
  if ('culvert' in window) return () => electronTransport();
  const token = takeToken(location, sessionStorage, (address) => history.replaceState(null, '', address));
  if (token === undefined) return undefined;
  return () => webSocketTransport(`ws://${location.host}/culvert`, { token });
}
