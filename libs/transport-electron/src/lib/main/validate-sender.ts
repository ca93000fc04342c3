import type { IpcEventLike, WebFrameLike } from './electron-types.js';

/** The origin of pages that are part of the app's files. */
const DEFAULT_ORIGINS: readonly string[] = ['file://'];

export type ValidateSender = (frame: WebFrameLike) => boolean;

/**
 * Accepts main frames of these origins, and no subframes. An opaque origin is `'null'`, which is
 * on no list.
 */
export function mainFramesOf(origins: readonly string[] = DEFAULT_ORIGINS): ValidateSender {
  const trusted = new Set(origins);
  return (frame) => isMainFrame(frame) && trusted.has(frame.origin);
}

export function isMainFrame({ parent }: WebFrameLike): boolean {
  return !parent;
}

export type Verdict =
  | { readonly ok: true; readonly frame: WebFrameLike }
  | {
      readonly ok: false;
      readonly reason: 'disconnected' | 'untrusted-sender';
      readonly detail: string;
      /** The frame that can be told the reason, if it is still there. */
      readonly frame?: WebFrameLike;
    };

/** Checks the frame of one message. It does not throw, even if reading the frame throws. */
export function validate(event: IpcEventLike, validateSender: ValidateSender): Verdict {
  const gone = { ok: false, reason: 'disconnected', detail: 'its frame is gone' } as const;
  let frame: WebFrameLike | null | undefined;
  try {
    frame = event.senderFrame;
    if (!frame || isGone(frame)) return gone;
  } catch {
    return gone;
  }
  try {
    if (validateSender(frame) === true) return { ok: true, frame };
    const where = `${isMainFrame(frame) ? 'main frame' : 'subframe'} of origin ${frame.origin}`;
    return { ok: false, reason: 'untrusted-sender', detail: `main does not trust the ${where}`, frame };
  } catch (error) {
    const detail = `validateSender has thrown: ${String(error)}`;
    return { ok: false, reason: 'untrusted-sender', detail, frame };
  }
}

/** True if the frame has no document that could get a message. */
export function isGone(frame: WebFrameLike): boolean {
  try {
    return frame.isDestroyed?.() === true || frame.detached === true;
  } catch {
    // In older versions of Electron, reading a frame that is gone throws.
    return true;
  }
}
