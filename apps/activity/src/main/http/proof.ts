import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROOF_PATH, proofText } from '../../shared/proof.js';
import { isOwnHost } from './headers.js';

const NONCE = /^[\w-]{22,64}$/;

/**
 * Answers a page that asks whether this server is its main, before the page shows its token. The
 * answer holds for this port only. So a program that took main's former port cannot fetch it here.
 *
 * @returns true if the request was such a question
 */
export function answerProof(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  port: number,
): boolean {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname !== PROOF_PATH || !isOwnHost(request.headers.host, port)) return false;
  const nonce = searchParams.get('nonce') ?? '';
  if (!NONCE.test(nonce)) response.writeHead(400).end();
  else {
    const proof = createHmac('sha256', token).update(proofText(port, nonce)).digest('hex');
    response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(proof);
  }
  return true;
}
