import type { Transport } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { stateOf } from '@culvert/transport-kit';
import { isA } from '../is-a.js';
import { AcceptingTransport } from '../port/accepting-transport.js';
import { noSyncWait } from '../sync/sync-unsupported.js';
import { PendingFrames } from './pending-frames.js';

const pendingByIframe = new WeakMap<HTMLIFrameElement, PendingFrames>();

/** Options of {@link iframeTransport}. */
export interface IframeTransportOptions {
  /**
   * The exact origin of the document in the iframe: `'https://widgets.example'`, or `'null'` for an
   * opaque origin.
   */
  readonly targetOrigin: string;
}

/**
 * A page's transport to the document in an iframe. The document uses `parentTransport()`. The
 * transport takes the next connection that the document opens, or has opened before. A reload ends
 * the connection: call `iframeTransport(iframe, …)` again for the new document. Messages sent
 * before the document connects wait. `close()` ends the connection and not the document.
 *
 * The transport reads only messages of that iframe's window and of this origin. It ignores messages
 * of any other window or origin. They are counted on `ignored$`, and shown on main's `inspect$`
 * with the reason `'foreign'`. The user's own messages between the two are left alone. A document
 * has one connection: a later one takes its place.
 *
 * @param options `targetOrigin`: the exact origin of the document
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not an iframe, for `'*'`, and
 * for a text that is not an origin
 *
 * @example
 * const targetOrigin = 'https://widgets.example';
 * main.connect(iframeTransport(iframe, { targetOrigin }), { kind: 'webview', origin: targetOrigin
 * });
 */
export function iframeTransport(iframe: HTMLIFrameElement, options: IframeTransportOptions): Transport {
  const { targetOrigin } = (options ?? {}) as Partial<IframeTransportOptions>;
  checkOrigin(targetOrigin);
  if (!isA(iframe, 'HTMLIFrameElement'))
    throw invalidArgument(
      'iframeTransport needs an iframe element: iframeTransport(iframe, { targetOrigin }).',
    );
  return frameTransport(pendingOf(iframe, targetOrigin));
}

/** @param transfersPorts whether ports that this end receives can be transferred again */
export function frameTransport(pending: PendingFrames, transfersPorts = true): Transport {
  return new AcceptingTransport(pending, { transfersPorts, wait: noSyncWait(NO_SYNC_TO_IFRAME) });
}

function checkOrigin(origin: unknown): asserts origin is string {
  if (typeof origin === 'string' && origin === originOf(origin)) return;
  const given = typeof origin === 'string' ? `'${origin}'` : typeof origin;
  throw invalidArgument(
    `iframeTransport needs the exact origin of the document in the iframe, not ${given}: ` +
      "iframeTransport(iframe, { targetOrigin: 'https://widgets.example' }).",
  );
}

/**
 * The origin as browsers write it. `URL` does not know the origins of an app's own schemes, such as
 * `app://settings`.
 */
function originOf(text: string): string | undefined {
  if (text === 'null') return text;
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, host } = new URL(text);
  return origin === 'null' ? `${protocol}//${host}` : origin;
}

function pendingOf(iframe: HTMLIFrameElement, origin: string): PendingFrames {
  const create = () => new PendingFrames(iframe, origin);
  const present = stateOf(pendingByIframe, iframe, create);
  if (present.origin === origin) return present;
  // A document of another origin is expected there from now on.
  present.close();
  pendingByIframe.delete(iframe);
  return stateOf(pendingByIframe, iframe, create);
}

const NO_SYNC_TO_IFRAME =
  'an iframe may share its thread with this page, so the document could not answer while the page blocks: use invoke, or events.';
