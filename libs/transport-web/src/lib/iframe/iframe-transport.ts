import type { Transport } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { AcceptingTransport } from '../port/accepting-transport.js';
import { noSyncWait } from '../sync/sync-unsupported.js';
import { PendingFrames } from './pending-frames.js';

const ARRIVALS = Symbol('@culvert/transport-web: arrivals of this iframe');

/** Options of {@link iframeTransport}. */
export interface IframeTransportOptions {
  /** Of the document in the iframe, exactly: `'https://widgets.example'`; `'null'` for one whose origin is opaque. */
  readonly targetOrigin: string;
}

/**
 * A page's transport to the document in an iframe, whose side is `parentTransport()`. It takes the next connection that
 * the document opens, or has opened before; a reload ends it, and is met by a second `iframeTransport(iframe, …)`. What
 * is sent before that waits. `close()` ends the connection and not the document.
 *
 * Only what comes from that iframe's window and from this origin is heard. Messages from any other window or origin are
 * ignored, counted on `ignored$`, and shown on main's `inspect$` with the reason `'foreign'`. The user's own messages
 * between the two are left alone. A document has one connection: a later one takes its place.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for `'*'`, or what else is no origin
 *
 * @example
 * const targetOrigin = 'https://widgets.example';
 * main.connect(iframeTransport(iframe, { targetOrigin }), { kind: 'webview', origin: targetOrigin });
 */
export function iframeTransport(
  iframe: HTMLIFrameElement,
  { targetOrigin }: IframeTransportOptions,
): Transport {
  checkOrigin(targetOrigin);
  return frameTransport(arrivalsOf(iframe, targetOrigin));
}

/** @param movesPorts whether ports that arrive here can go on from here */
export function frameTransport(arrivals: PendingFrames, transfersPorts = true): Transport {
  return new AcceptingTransport(arrivals, { transfersPorts, wait: noSyncWait(NO_SYNC_TO_IFRAME) });
}

function checkOrigin(origin: unknown): void {
  if (typeof origin === 'string' && origin === originOf(origin)) return;
  throw invalidArgument(
    `iframeTransport needs the exact origin of the document in the iframe, not '${String(origin)}': ` +
      "iframeTransport(iframe, { targetOrigin: 'https://widgets.example' }).",
  );
}

/** As browsers write it. Schemes of an app's own, `app://settings`, have one that `URL` does not know. */
function originOf(text: string): string | undefined {
  if (text === 'null') return text;
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, host } = new URL(text);
  return origin === 'null' ? `${protocol}//${host}` : origin;
}

/** Kept on the iframe, because a connection may arrive between two transports, and nobody else outlives both. */
function arrivalsOf(
  iframe: HTMLIFrameElement & { [ARRIVALS]?: PendingFrames },
  origin: string,
): PendingFrames {
  if (iframe[ARRIVALS]?.origin !== origin) {
    iframe[ARRIVALS]?.close();
    iframe[ARRIVALS] = new PendingFrames(iframe, origin);
  }
  return iframe[ARRIVALS];
}

const NO_SYNC_TO_IFRAME =
  'an iframe may share its thread with this page, so nobody could answer while it blocks: use invoke, or events.';
