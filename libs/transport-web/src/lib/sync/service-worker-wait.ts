import { disconnected, syncTimeout } from '@culvert/transport-kit';
import { packFrame, unpackFrame, type Frame } from '@culvert/protocol';
import type { PortMessage } from '../port/port-messages.js';
import { randomKey } from '../random-key.js';
import { SYNC_HEADER, syncUrlOf } from './sync-path.js';
import { HOW_TO_WAIT, syncUnsupported } from './sync-unsupported.js';
import type { SyncWait } from './sync-wait.js';

/**
 * The service worker answers by itself at the time limit. After this extra time no answer can come.
 */
const GRACE_MS = 1_000;

/** Blocks by a synchronous request. The app's service worker holds it until the answer comes. */
export class ServiceWorkerWait implements SyncWait {
  private readonly url: URL | undefined;
  private isThere = false;

  /**
   * @param url where `answerSyncRequests` takes requests; `/culvert-sync` of this origin by default
   */
  constructor(url?: string) {
    this.url = syncUrlOf(url);
  }

  request(frame: Frame, post: (message: PortMessage) => void, timeoutMs: number): Frame {
    this.checkServiceWorker();
    const key = randomKey();
    post({ kind: 'frame', frame, sync: { key, timeoutMs } });
    const { status, text } = this.get({ key, timeoutMs: String(timeoutMs) }, timeoutMs + GRACE_MS);
    switch (status) {
      case 200:
        return packFrame(unpackFrame(text, 'text'), 'structured-clone');
      case 408:
        throw syncTimeout(timeoutMs);
      case 410:
        throw disconnected();
      default:
        this.isThere = false;
        throw unsupported();
    }
  }

  /** Checks before anything is sent: a request that cannot be answered must not reach main. */
  private checkServiceWorker(): void {
    if (this.isThere) return;
    // Only a page can see its controller. A worker has to try.
    const isUncontrolled = typeof document !== 'undefined' && !navigator.serviceWorker?.controller;
    if (this.url === undefined || isUncontrolled || this.get({}, GRACE_MS).status !== 204)
      throw unsupported();
    this.isThere = true;
  }

  /** @returns status 0 for an answer that is not from the service worker */
  private get(
    query: Record<string, string>,
    timeoutMs: number,
  ): { readonly status: number; readonly text: string } {
    const request = new XMLHttpRequest();
    request.open('GET', `${this.url?.href}?${new URLSearchParams(query).toString()}`, false);
    if (typeof document === 'undefined') request.timeout = timeoutMs;
    try {
      request.send();
    } catch (error) {
      const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
      return { status: isTimeout ? 408 : 0, text: '' };
    }
    const isOurs = request.getResponseHeader(SYNC_HEADER) !== null;
    return isOurs ? { status: request.status, text: request.responseText } : { status: 0, text: '' };
  }
}

function unsupported(): Error {
  return syncUnsupported(`this context has no way to wait for an answer. ${HOW_TO_WAIT}`);
}
