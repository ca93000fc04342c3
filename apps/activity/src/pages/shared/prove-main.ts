import { PROOF_PATH, proofText } from '../../shared/proof.js';

/**
 * True if the server at this page's origin knows the token. The page asks without showing the
 * token, because any local program can take the port while main is down. False if no server
 * answers.
 */
export async function proveMain(token: string, port: number, ask: typeof fetch = fetch): Promise<boolean> {
  const nonce = crypto.randomUUID();
  try {
    const response = await ask(`${PROOF_PATH}?nonce=${nonce}`, { cache: 'no-store' });
    return response.ok && (await response.text()) === (await sign(token, proofText(port, nonce)));
  } catch {
    return false;
  }
}

async function sign(token: string, text: string): Promise<string> {
  const encode = (part: string) => new TextEncoder().encode(part);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encode(token), hmac, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign(hmac, key, encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
