/**
 * A renderer of the conformance suite as a guest. It may embed others. With `?url=` it is the
 * window that embeds them.
 */
import { createRenderer, electronJson, structured } from '@culvert/core';
import { serveConformance } from '@culvert/testing/renderer';
import { parentTransport, webSocketTransport } from '../../src/index.js';
import '../../src/webview/index.js';

const query = new URLSearchParams(location.search);
const [url, token = ''] = [query.get('url'), query.get('token') ?? undefined];
const codec = query.get('codec') === structured.name ? structured : electronJson;
const syncTimeoutMs = Number(query.get('syncTimeoutMs'));
const transport = url === null ? parentTransport() : webSocketTransport(url, { token });
serveConformance(createRenderer(transport, { codec, syncTimeoutMs }), (text) =>
  console.log(`${query.get('guest')} ${text}`),
);

/** The function that the fixture calls in the window, or in a guest that gets its own guest. */
export interface Embedder {
  /** Embeds that page. Resolves with its webContents id. */
  embed(guest: string, src: string): Promise<number>;
  remove(guest: string): void;
}

const embedder: Embedder = {
  embed: (guest, src) =>
    new Promise((resolve) => {
      const webview = document.createElement('culvert-webview');
      webview.id = guest;
      webview.addEventListener('dom-ready', () => resolve(webview.getWebContentsId()), { once: true });
      webview.src = src;
      document.body.append(webview);
    }),
  remove: (guest) => document.getElementById(guest)?.remove(),
};
Object.assign(globalThis, { embedder });
