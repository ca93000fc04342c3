import type { SyncRequest } from '../port/port-messages.js';

/**
 * Between whoever waits in place of the end that blocks, a service worker or a helper, and the end that answers: a
 * BroadcastChannel for each request, because it needs no path between the two beforehand, and nobody has to be
 * controlled by that service worker but the one who blocks.
 */
export type ChannelMessage =
  /** From the one who waits, which may have come later than the answer: say it again. */
  | { readonly waiting: true }
  /** From the same: the answer has arrived. */
  | { readonly taken: true }
  /** A frame as bytes. */
  | { readonly answer: Uint8Array }
  /** The connection is closed. */
  | { readonly closed: true };

type KeyedRequest = Extract<SyncRequest, { readonly key: string }>;

export function channelName(key: string): string {
  return `culvert-sync ${key}`;
}

/** How long an answer waits for the one who waits for it, in ms, whatever the peer says: it is there already, or comes at once. */
const MAX_HOLD_MS = 60_000;

/** Gives the answer, a frame as bytes, to whoever waits for it. @returns what takes it back */
export function answerByKey(request: KeyedRequest, answer: Uint8Array): () => void {
  return hand(request, { answer });
}

export function refuseByKey(request: KeyedRequest): void {
  hand(request, { closed: true });
}

function hand({ key, timeoutMs }: KeyedRequest, message: ChannelMessage): () => void {
  const channel = new BroadcastChannel(channelName(key));
  const close = (): void => {
    clearTimeout(timer);
    channel.close();
  };
  // Nobody takes an answer that comes too late.
  const timer = setTimeout(close, Math.min(timeoutMs, MAX_HOLD_MS));
  channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
    if ('waiting' in data) channel.postMessage(message);
    if ('taken' in data) close();
  });
  channel.postMessage(message);
  return close;
}
