import type { IncomingMessage, ServerResponse } from 'node:http';
import { unpackSyncBody } from '@culvert/transport-kit';
import { CulvertError } from '@culvert/protocol';
import { ADVICE_FOR_SIZE, type Access, type Refusal, type ReportRefusal } from './access.js';
import { asReason } from './main-refusal.js';
import { queryOf } from './own-requests.js';
import type { SessionRegistry } from './session-registry.js';

/** Detects a client that vanished without a close while it waits for an answer. */
const KEEP_ALIVE_MS = 30_000;

/** A client counts as gone if it takes nothing of its answer for this time. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface SyncEndpoint {
  readonly access: Access;
  readonly sessions: SessionRegistry;
  readonly maxBodyBytes: number;
  /** Time limit for a pause within a body, in ms; 0: no limit. */
  readonly stallMs: number;
  readonly report: ReportRefusal;
  /** Called when the client of this request has shown the token. */
  readonly admit: (request: IncomingMessage) => void;
}

/** The HTTP side of `sendSync`: one POST, answered when main answers. */
export function serveSync(request: IncomingMessage, response: ServerResponse, endpoint: SyncEndpoint): void {
  const { access, sessions } = endpoint;
  const refuse = (refusal: Refusal): void => {
    endpoint.report(request.headers.origin, refusal);
    answer(response, refusal.status, refusal.reason);
  };
  const { origin } = request.headers;
  const refusal = access.checkOrigin(request);
  if (refusal !== undefined) return refuse(refusal);
  if (origin !== undefined) {
    response.setHeader('access-control-allow-origin', origin).setHeader('vary', 'origin');
  }
  if (request.method === 'OPTIONS') return answerPreflight(response);
  if (request.method !== 'POST') return answer(response.setHeader('allow', 'POST'), 405, 'POST only');

  const query = queryOf(request);
  const key = query.get('session');
  const denied = access.checkToken(query.get('token')) ?? sessions.check(key, origin);
  if (denied !== undefined) return refuse(denied);
  endpoint.admit(request);
  if (!sessions.startPost(key!)) {
    return answer(response, 409, 'another sync request of this session is open');
  }
  let cancel = (): void => {};
  // Emitted when the answer has left, or the client has. Until then main holds the body or the answer of this
  // session.
  response.on('close', () => {
    sessions.posted(key!);
    cancel();
  });
  request.socket.setKeepAlive(true, KEEP_ALIVE_MS);
  readText(request, response, { ...endpoint, refuse }, (text) => {
    // The session, or the server, may have ended while the request came in.
    const ended = sessions.check(key, origin);
    if (ended !== undefined) return refuse(ended);
    cancel = handOver(text, response, () => sessions.obtain(key!, origin), refuse);
  });
}

/** @returns a function that abandons the request */
function handOver(
  text: string,
  response: ServerResponse,
  obtain: () => ReturnType<SessionRegistry['obtain']>,
  refuse: (refusal: Refusal) => void,
): () => void {
  try {
    const body = unpackSyncBody(text);
    return obtain().sync(body, (status, reply) => answer(response, status, reply));
  } catch (error) {
    if (!(error instanceof CulvertError)) throw error;
    const status = error.code === 'ERR_CULVERT_MALFORMED_FRAME' ? 400 : 503;
    refuse({ status, reason: asReason(error.message) });
    return () => {};
  }
}

/**
 * Calls back with the whole body. It does not call back if the body is cut off, or too large, which it answers
 * here.
 */
function readText(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBodyBytes: maxBytes, stallMs, refuse }: SyncEndpoint & { readonly refuse: (refusal: Refusal) => void },
  done: (text: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const tooLarge = () => {
    chunks.length = 0;
    request.removeAllListeners('data');
    // The rest of the body is not read: the connection ends with the answer.
    response.setHeader('connection', 'close');
    refuse({ status: 413, reason: `a body has at most ${maxBytes} bytes`, advice: ADVICE_FOR_SIZE });
  };
  request.on('error', () => {});
  request.setTimeout(stallMs, () => request.destroy());
  if (Number(request.headers['content-length']) > maxBytes) return tooLarge();
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) tooLarge();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    // The answer has its own time limit.
    request.setTimeout(0);
    // A client that has already left has abandoned its request.
    if (!response.writableEnded && !request.socket.destroyed) done(Buffer.concat(chunks).toString('utf8'));
  });
}

/** Pages of another origin send a preflight before they send more than text. */
function answerPreflight(response: ServerResponse): void {
  response
    .setHeader('access-control-allow-methods', 'POST')
    .setHeader('access-control-allow-headers', 'content-type')
    .setHeader('access-control-allow-private-network', 'true')
    .setHeader('access-control-max-age', '600');
  answer(response, 204, '');
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (response.writableEnded || response.destroyed) return;
  response
    .setTimeout(ANSWER_TIMEOUT_MS, () => response.destroy())
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(text);
}
