import type { SyncRequest } from '../port/port-messages.js';

/**
 * Messages between the answering end and the helper, a service worker or a worker, that waits for
 * the blocked end. Each request has its own BroadcastChannel, because that needs no path between
 * the two beforehand. Only the blocked end has to be controlled by that service worker.
 */
export type ChannelMessage =
  /** From the helper, which may have come later than the answer: post the answer again. */
  | { readonly waiting: true }
  /** From the helper: the answer has arrived. */
  | { readonly taken: true }
  /** A frame as bytes. */
  | { readonly answer: Uint8Array }
  /** The connection is closed. */
  | { readonly closed: true };

type KeyedRequest = Extract<SyncRequest, { readonly key: string }>;

export function channelName(key: string): string {
  return `culvert-sync ${key}`;
}

/**
 * How long an answer is kept for its helper at most, in ms. The peer's own time limit cannot extend
 * it, because the helper is there already, or comes at once.
 */
const MAX_HOLD_MS = 60_000;

/**
 * Gives the answer, a frame as bytes, to the helper that waits for it. @returns a function that
 * withdraws it
 */
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
  // No helper takes an answer that comes too late.
  const timer = setTimeout(close, Math.min(timeoutMs, MAX_HOLD_MS));
  channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
    if ('waiting' in data) channel.postMessage(message);
    if ('taken' in data) close();
  });
  channel.postMessage(message);
  return close;
}
