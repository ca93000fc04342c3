import type { Codec, Limits } from '@culvert/protocol';
import type { Observable, SchedulerLike } from 'rxjs';
import type { Channel } from './channel.js';
import type { Guest, IpcRenderer } from './ipc-types.js';

export interface RendererOptions {
  /** The same as main's. Default: `electronJson`. */
  readonly codec?: Codec;
  readonly limits?: Partial<Limits>;
  /** Longest wait of a `sendSync`, in ms. Default: 30,000. */
  readonly syncTimeoutMs?: number;
  /** Longest wait of an `invoke`, in ms. Default: none, as in Electron. */
  readonly callTimeoutMs?: number;
  readonly scheduler?: SchedulerLike;
}

/** `live` after the handshake; `closed` when the connection is over, for good. */
export type RendererStatus = 'connecting' | 'live' | 'closed';

export interface Renderer {
  readonly ipcRenderer: IpcRenderer;
  /** Its webContents id; 0 until the handshake. */
  readonly id: number;
  /** Resolves with the handshake. Rejects with `ERR_CULVERT_DISCONNECTED` or `ERR_CULVERT_…_MISMATCH`. */
  readonly ready: Promise<void>;
  /** Replays the current one. */
  readonly status$: Observable<RendererStatus>;
  /** One channel object a name. */
  channel<T>(name: string): Channel<T>;
  /** The host's side of the `<webview>` with this webContents id. */
  guest(id: number): Guest;
  /** Ends the connection; calls that wait reject with `ERR_CULVERT_DISCONNECTED`. */
  close(): void;
}
