/** Whether a request names this server: a page of another site that points its own name at 127.0.0.1 does not. */
export function isOwnHost(header: string | undefined, port: number): boolean {
  return header === `127.0.0.1:${port}`;
}

/** The policy of every page: scripts, styles and connections come from here alone, and nobody may frame us. */
export function contentPolicy(connections: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connections}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every page and file. */
export function securityHeaders(port: number): Readonly<Record<string, string>> {
  return {
    // Not every browser takes 'self' to cover the WebSocket of the same origin.
    'content-security-policy': contentPolicy(`'self' ws://127.0.0.1:${port}`),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}
