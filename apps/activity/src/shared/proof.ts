/** The path at which a page asks its server to prove that it knows the token. */
export const PROOF_PATH = '/proof';

/** The text that both sides sign with the token: HMAC-SHA-256, in hexadecimal digits. */
export function proofText(port: number, nonce: string): string {
  return `culvert-activity:${port}:${nonce}`;
}
