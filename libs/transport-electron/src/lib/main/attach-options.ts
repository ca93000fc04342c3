import type { WebContentsLike, WebFrameLike } from './electron-types.js';

/** Options of `attachElectron`. */
export interface AttachOptions<W extends WebContentsLike = WebContentsLike> {
  /**
   * Main frames of these origins may connect. The origins are written as in `frame.origin`: scheme
   * and host, without a path or `*`. Default: `['file://']`.
   */
  readonly origins?: readonly string[] | undefined;
  /**
   * Decides, in place of `origins`, whether the frame of a message may connect. It is called for
   * every message. `frame.origin` names the origin, and `frame.parent === null` means a main frame.
   * If it throws, the message is refused.
   */
  validateSender?(frame: WebFrameLike): boolean;
  /**
   * The window that a guest belongs to. Default: `hostWebContents`, which only a `<webview>` has.
   * If it throws, or names no other window, the page may not connect.
   */
  hostOf?(contents: W): W | null | undefined;
}
