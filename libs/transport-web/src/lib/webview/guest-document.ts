/**
 * The rights of a guest, unless the element's own `sandbox` attribute says otherwise. It keeps its
 * origin, because its modules, cookies and storage would fail without it. The guest is isolated
 * because its origin is not the page's.
 */
export const DEFAULT_SANDBOX = 'allow-scripts allow-same-origin allow-forms';

/**
 * The origin that the document behind `src` will have in a frame with these sandbox tokens. It is
 * `'null'` if the origin is opaque, and `undefined` for a `src` that is not a document to embed.
 * Such a `src` is not a url, or is code of the page's own (`javascript:`).
 */
export function guestOrigin(src: string, baseUrl: string, sandbox: string): string | undefined {
  if (src === '' || !URL.canParse(src, baseUrl)) return undefined;
  const { protocol, origin } = new URL(src, baseUrl);
  if (protocol === 'javascript:') return undefined;
  const keepsOrigin = sandbox.toLowerCase().split(/\s+/).includes('allow-same-origin');
  return keepsOrigin ? origin : 'null';
}
