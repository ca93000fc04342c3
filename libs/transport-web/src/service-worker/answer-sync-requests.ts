import { checkObject, invalidArgument, packFrame, unpackFrame } from '@culvert/protocol';
import { stateOf } from '@culvert/transport-kit';
import { channelName, type ChannelMessage } from '../lib/sync/sync-channel.js';
import { SYNC_HEADER, checkSyncUrl, syncUrlOf } from '../lib/sync/sync-path.js';

/** Options of {@link answerSyncRequests}. */
export interface AnswerSyncOptions {
  /**
   * A url of the app's own origin that has no other use, equal to the `syncUrl` of its transports.
   * Default: `/culvert-sync`.
   */
  readonly url?: string | undefined;
}

/**
 * Lets `sendSync` work in the pages and workers that this service worker controls. The service
 * worker holds each of their synchronous requests until main has answered, or the time limit is
 * over. Call it while the service worker starts. Requests for other urls are not touched.
 *
 * @param scope `self` of the service worker
 * @param options `url`, if the transports have another `syncUrl`
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without that scope, for a `url` of another origin, and for a second
 * call with the same `url`
 *
 * @example
 * // service-worker.ts
 * answerSyncRequests(self);
 * // Without this, a page that was open before needs a reload.
 * self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
 */
export function answerSyncRequests(
  scope: Pick<EventTarget, 'addEventListener'>,
  options: AnswerSyncOptions = {},
): void {
  if (typeof (scope as Partial<EventTarget> | null | undefined)?.addEventListener !== 'function')
    throw invalidArgument(
      'answerSyncRequests needs the scope of the service worker: answerSyncRequests(self).',
    );
  checkObject('answerSyncRequests: options', options);
  checkSyncUrl('answerSyncRequests: url', options.url);
  // A service worker always has an origin.
  const { origin, pathname } = syncUrlOf(options.url)!;
  const paths = stateOf(answeredPaths, scope, () => new Set<string>());
  if (paths.has(pathname))
    throw invalidArgument(`answerSyncRequests was called before with the url '${pathname}'. Call it once.`);
  paths.add(pathname);
  scope.addEventListener('fetch', (event) => {
    const fetchEvent = event as FetchEventLike;
    const requested = new URL(fetchEvent.request.url);
    if (requested.origin === origin && requested.pathname === pathname)
      fetchEvent.respondWith(answerTo(requested.searchParams));
  });
}

/** The paths that have an answerer. A request can be answered once. */
const answeredPaths = new WeakMap<object, Set<string>>();

/** Structural, because the DOM typings and the service worker typings cannot be loaded together. */
interface FetchEventLike extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

async function answerTo(query: URLSearchParams): Promise<Response> {
  const key = query.get('key');
  // A request without a key only checks that the service worker is here.
  if (key === null) return respond(204, null);
  const message = await nextAnswer(key, Number(query.get('timeoutMs')));
  if (message === undefined) return respond(408, null);
  return 'answer' in message ? respond(200, textOf(message.answer)) : respond(410, null);
}

/** A page can read only text as the answer to a synchronous request. */
function textOf(frame: Uint8Array): string {
  return packFrame(unpackFrame(frame, 'bytes'), 'text') as string;
}

function respond(status: number, body: string | null): Response {
  const headers = {
    [SYNC_HEADER]: '1',
    'cache-control': 'no-store',
    'content-type': 'text/plain;charset=utf-8',
  };
  return new Response(body, { status, headers });
}

type Answer = Extract<ChannelMessage, { readonly answer: Uint8Array } | { readonly closed: true }>;

/** @returns `undefined` after the time limit */
function nextAnswer(key: string, timeoutMs: number): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(channelName(key));
    const settle = (answer: Answer | undefined): void => {
      clearTimeout(timer);
      channel.close();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(undefined), timeoutMs);
    channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
      if (!('answer' in data) && !('closed' in data)) return;
      channel.postMessage({ taken: true } satisfies ChannelMessage);
      settle(data);
    });
    channel.postMessage({ waiting: true } satisfies ChannelMessage);
  });
}
