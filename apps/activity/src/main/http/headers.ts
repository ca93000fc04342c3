/**
 * True if a request names this server. A page of another site that points its own name at 127.0.0.1
 * does not.
 */
export function isOwnHost(header: string | undefined, port: number): boolean {
  return header === `127.0.0.1:${port}`;
}

/** The page that a window embeds, and the window that embeds it. */
const guestPath = /^\/details(\.html)?$/;
const hostPath = /^\/processes(\.html)?$/;

/**
 * The policy of the page or file at `path`. Scripts, styles and connections come from this server
 * alone. No page may be framed, except the details card: the window of the processes embeds it.
 */
export function contentPolicy(path: string, origin: string, connections: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connections}`,
    "base-uri 'none'",
    "form-action 'none'",
    ...(hostPath.test(path) ? [`frame-src ${origin}/details`] : []),
    `frame-ancestors ${guestPath.test(path) ? "'self'" : "'none'"}`,
  ].join('; ');
}

/** Headers of every page and file. */
export function securityHeaders(port: number, path: string): Readonly<Record<string, string>> {
  const address = `127.0.0.1:${port}`;
  return {
    // Not every browser lets 'self' cover the WebSocket of the same origin.
    'content-security-policy': contentPolicy(path, `http://${address}`, `'self' ws://${address}`),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': guestPath.test(path) ? 'SAMEORIGIN' : 'DENY',
  };
}
