import type { Frame } from '@culvert/protocol';
import type { SyncAnswer } from './native.js';

/**
 * What a preload script puts into its page, by `contextBridge`: functions that carry frames, and nothing of
 * `ipcRenderer`. Values are copied on their way, and errors lose their codes: what goes wrong is returned.
 */
export interface Bridge {
  /** The allow-list, as it was given. */
  readonly channels: readonly string[];
  /** Begins a connection, and ends the one before. @returns its name */
  open(handlers: BridgeHandlers): string;
  /** @returns why it was not sent, if it was not */
  send(connection: string, frame: Frame): string | undefined;
  sendSync(connection: string, frame: Frame, timeoutMs: number): SyncAnswer;
  close(connection: string): void;
}

export interface BridgeHandlers {
  frame(frame: Frame): void;
  /** Nothing comes after it. With a reason, main has refused. */
  closed(reason?: string): void;
}

/** The name under which the page finds it, where the app does not say otherwise. */
export const API_KEY = 'culvert';
