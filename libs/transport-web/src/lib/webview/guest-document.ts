/**
 * What a guest may do unless the element's own `sandbox` attribute says otherwise: it keeps the origin that it has, or
 * its modules, cookies and storage would fail. What isolates it is that this is another origin than the page's.
 */
export const DEFAULT_SANDBOX = 'allow-scripts allow-same-origin allow-forms';

/**
 * The origin that the document behind `src` will have in a frame with these sandbox tokens, `'null'` where it is opaque;
 * `undefined` for what is no document to embed: no url at all, or code of the page's own (`javascript:`).
 */
export function guestOrigin(src: string, baseUrl: string, sandbox: string): string | undefined {
  if (src === '' || !URL.canParse(src, baseUrl)) return undefined;
  const { protocol, origin } = new URL(src, baseUrl);
  if (protocol === 'javascript:') return undefined;
  const keepsOrigin = sandbox.toLowerCase().split(/\s+/).includes('allow-same-origin');
  return keepsOrigin ? origin : 'null';
}
