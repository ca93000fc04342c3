/**
 * The messages on Electron's own IPC. One native channel for each direction carries frames, and a
 * third one carries Electron's `sendSync`. A `connection` is one `electronTransport()` of one
 * document. A later document of the same window has another connection, so it cannot get messages
 * of the former one.
 */
import type { Frame } from '@culvert/protocol';

export const TO_MAIN = 'culvert:to-main';
export const TO_RENDERER = 'culvert:to-renderer';
export const SYNC = 'culvert:sync';

export type ToMain =
  | { readonly type: 'open'; readonly connection: string }
  | { readonly type: 'frame'; readonly connection: string; readonly frame: Frame }
  | { readonly type: 'close'; readonly connection: string };

export interface SyncToMain {
  readonly connection: string;
  readonly frame: Frame;
  readonly timeoutMs: number;
}

/**
 * The result of `sendSync`. Every request gets one, because Electron would let its page wait
 * without end.
 */
export type SyncAnswer =
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'closed' }
  | { readonly type: 'timeout' }
  | { readonly type: 'refused'; readonly reason: string };

export type ToRenderer =
  | { readonly type: 'frame'; readonly connection: string; readonly frame: Frame }
  /** A `reason` means that main has never accepted the connection. */
  | { readonly type: 'close'; readonly connection: string; readonly reason?: string };

const CONNECTION_LENGTH = 64;

/**
 * Any page can write to a native channel that its preload script leaves open. So main trusts none
 * of the values.
 */
export function isToMain(value: unknown): value is ToMain {
  const { type, connection } = fieldsOf<ToMain>(value);
  return isConnection(connection) && (type === 'open' || type === 'frame' || type === 'close');
}

export function isSyncToMain(value: unknown): value is SyncToMain {
  const { connection, timeoutMs } = fieldsOf<SyncToMain>(value);
  return isConnection(connection) && typeof timeoutMs === 'number' && timeoutMs >= 0;
}

function isConnection(value: unknown): boolean {
  return typeof value === 'string' && value.length <= CONNECTION_LENGTH;
}

function fieldsOf<T>(value: unknown): { readonly [Field in keyof T]?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}
