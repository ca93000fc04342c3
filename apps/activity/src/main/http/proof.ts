import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROOF_PATH, proofText } from '../../shared/proof.js';
import { isOwnHost } from './headers.js';

/** A request's target is only a path. This makes it a URL. */
const ORIGIN = 'http://127.0.0.1';

/** Pages send a UUID. */
const NONCE = /^[\w-]{22,64}$/;

/**
 * Answers a page that asks whether this server is its main, before the page shows its token. The
 * signed text names main's port. A program on main's former port may forward the question to main.
 * The page then refuses the answer, because it names another port.
 *
 * @returns true if the request was such a question
 */
export function answerProof(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  port: number,
): boolean {
  const target = request.url ?? '/';
  // Any program can send a target that is no URL, such as `//`.
  if (!URL.canParse(target, ORIGIN)) return false;
  const { pathname, searchParams } = new URL(target, ORIGIN);
  if (pathname !== PROOF_PATH || !isOwnHost(request.headers.host, port)) return false;
  const nonce = searchParams.get('nonce') ?? '';
  if (!NONCE.test(nonce)) response.writeHead(400).end();
  else {
    const proof = createHmac('sha256', token).update(proofText(port, nonce)).digest('hex');
    response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(proof);
  }
  return true;
}
