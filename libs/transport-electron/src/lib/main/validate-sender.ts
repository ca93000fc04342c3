import type { IpcEventLike, WebFrameLike } from './electron-types.js';

/** The pages that come with an app by default. */
const DEFAULT_ORIGINS: readonly string[] = ['file://'];

export type ValidateSender = (frame: WebFrameLike) => boolean;

/** Main frames of these origins, and no frames inside of them. An opaque origin is `'null'`, and is in no list. */
export function mainFramesOf(origins: readonly string[] = DEFAULT_ORIGINS): ValidateSender {
  const trusted = new Set(origins);
  return (frame) => isMainFrame(frame) && frame.origin !== 'null' && trusted.has(frame.origin);
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
      /** Whom to tell, where anybody is there. */
      readonly frame?: WebFrameLike;
    };

/** Looks at the frame of one message. Whatever it does when it is touched, this does not throw. */
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

/** Whether there is no document any more that it could send to. */
export function isGone(frame: WebFrameLike): boolean {
  try {
    return frame.isDestroyed?.() === true || frame.detached === true;
  } catch {
    // In older versions of Electron, looking at it throws.
    return true;
  }
}
