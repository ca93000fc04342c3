import type { SyncRequest } from '../port/port-messages.js';

/**
 * Between the service worker that holds a blocked request and the end that answers it: a BroadcastChannel for each
 * request, because it needs nobody to be controlled by that service worker but the one who blocks.
 */
export type ChannelMessage =
  /** From the service worker, which may have come later than the answer: say it again. */
  | { readonly waiting: true }
  /** From the service worker: the answer has arrived. */
  | { readonly taken: true }
  | { readonly answer: string }
  /** The connection is closed. */
  | { readonly closed: true };

type KeyedRequest = Extract<SyncRequest, { readonly key: string }>;

export function openSyncChannel(key: string): BroadcastChannel {
  return new BroadcastChannel(`culvert-sync ${key}`);
}

/** Gives the answer to the service worker, a frame as text. */
export function answerByKey(request: KeyedRequest, answer: string): void {
  hand(request, { answer });
}

export function refuseByKey(request: KeyedRequest): void {
  hand(request, { closed: true });
}

function hand({ key, timeoutMs }: KeyedRequest, message: ChannelMessage): void {
  const channel = openSyncChannel(key);
  const close = (): void => {
    clearTimeout(timer);
    channel.close();
  };
  // Nobody takes an answer that comes too late.
  const timer = setTimeout(close, timeoutMs);
  channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
    if ('waiting' in data) channel.postMessage(message);
    if ('taken' in data) close();
  });
  channel.postMessage(message);
}
