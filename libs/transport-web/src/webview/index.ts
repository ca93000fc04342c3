/**
 * The element `<culvert-webview>`: a guest in a sandboxed iframe. The import itself defines the
 * element.
 *
 * @module @culvert/transport-web/webview
 */
import { CulvertWebview } from '../lib/webview/culvert-webview.js';

export { CulvertWebview } from '../lib/webview/culvert-webview.js';
export type { WebviewEventMap } from '../lib/webview/webview-element.js';
export { WebviewIpcMessageEvent } from '../lib/webview/webview-ipc-message-event.js';

declare global {
  interface HTMLElementTagNameMap {
    'culvert-webview': CulvertWebview;
  }
}

// The import itself defines the element, because HTML knows it by its name alone.
if (globalThis.customElements?.get('culvert-webview') === undefined) {
  globalThis.customElements?.define('culvert-webview', CulvertWebview);
}
