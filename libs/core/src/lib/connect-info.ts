import type { RendererKind } from '@culvert/protocol';
import type { Observable } from 'rxjs';

/** What main says of a renderer when it connects one. The renderer itself is never asked. */
export interface ConnectInfo {
  /** Default: `'window'`. */
  readonly kind?: RendererKind;
  /** The webContents id of the window that embeds this guest. */
  readonly host?: number;
  readonly origin?: string;
  readonly identity?: string;
  /** The window that returns: it gets its id again, with the next epoch. Default: a fresh id. */
  readonly id?: number;
  /** How long the WebContents outlives its connection, in ms, waiting for its return. Default: 0. */
  readonly graceMs?: number;
  /**
   * Where there is no `graceMs` and somebody knows when the window itself is gone: the WebContents outlives its
   * connections until this emits or ends.
   */
  readonly graceUntil$?: Observable<unknown>;
}
