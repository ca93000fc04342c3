/** Whether a request names this server: a page of another site that points its own name at 127.0.0.1 does not. */
export function isOwnHost(header: string | undefined, port: number): boolean {
  return header === `127.0.0.1:${port}`;
}

/** The page that a window embeds, and the window that does. */
const guestPath = /^\/details(\.html)?$/;
const hostPath = /^\/processes(\.html)?$/;

/**
 * Headers of every page and file. Scripts, styles and connections come from here alone, and nobody may frame us, except
 * that the window of the processes embeds its details card.
 */
export function securityHeaders(port: number, path: string): Readonly<Record<string, string>> {
  const isGuest = guestPath.test(path);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    // Not every browser takes 'self' to cover the WebSocket of the same origin.
    `connect-src 'self' ws://127.0.0.1:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    ...(hostPath.test(path) ? [`frame-src http://127.0.0.1:${port}/details`] : []),
    `frame-ancestors ${isGuest ? "'self'" : "'none'"}`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': isGuest ? 'SAMEORIGIN' : 'DENY',
  };
}
