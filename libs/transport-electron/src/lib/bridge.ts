import { invalidArgument, type Frame } from '@culvert/protocol';
import type { SyncAnswer } from './native.js';

/**
 * Functions that a preload script exposes to its page by `contextBridge`. They carry frames, and
 * give no access to `ipcRenderer`. The bridge copies values, and errors lose their codes. So a
 * failure is returned, not thrown.
 */
export interface Bridge {
  /** The allow-list, unchanged. */
  readonly channels: readonly string[];
  /** Opens a connection, and closes the previous one. @returns the name of the connection */
  open(handlers: BridgeHandlers): string;
  /** @returns the reason if the frame was not sent */
  send(connection: string, frame: Frame): string | undefined;
  sendSync(connection: string, frame: Frame, timeoutMs: number): SyncAnswer;
  close(connection: string): void;
}

export interface BridgeHandlers {
  frame(frame: Frame): void;
  /** No frame comes after it. A reason means that main has refused the connection. */
  closed(reason?: string): void;
}

/** The default name of the bridge on the page's `window`. */
const API_KEY = 'culvert';

/**
 * The name of the bridge on the page's `window`.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a name that is not a text
 */
export function apiKeyOf(caller: string, apiKey: unknown = API_KEY): string {
  if (typeof apiKey === 'string' && apiKey !== '') return apiKey;
  throw invalidArgument(`${caller}: apiKey must be a string, and not empty.`);
}
