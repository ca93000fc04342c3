/**
 * A page of the webview's specs, controlled by a browser driver. With `?url=` it is a window with
 * its own connection to main. Without it, it is a guest.
 */
import * as core from '@culvert/core';
import { iframeTransport, parentTransport, webSocketTransport } from '../../src/index.js';
import { CulvertWebview, WebviewIpcMessageEvent } from '../../src/webview/index.js';

const query = new URLSearchParams(location.search);
const url = query.get('url');

/** Functions for the driver. */
export interface PageTools {
  readonly core: typeof core;
  readonly webview: {
    readonly CulvertWebview: typeof CulvertWebview;
    readonly WebviewIpcMessageEvent: typeof WebviewIpcMessageEvent;
  };
  readonly iframeTransport: typeof iframeTransport;
  readonly parentTransport: typeof parentTransport;
  /** Opens another connection of this page, of its own kind. */
  connect(): core.Renderer;
  /** The first renderer, unless the address has `?wait`. */
  renderer: core.Renderer;
}

function connect(): core.Renderer {
  const transport =
    url === null ? parentTransport() : webSocketTransport(url, { token: query.get('token') ?? '' });
  const codec = query.get('codec') === core.structured.name ? core.structured : core.electronJson;
  return core.createRenderer(transport, { codec });
}

const tools: Omit<PageTools, 'renderer'> = {
  core,
  webview: { CulvertWebview, WebviewIpcMessageEvent },
  iframeTransport,
  parentTransport,
  connect,
};
Object.assign(globalThis, {
  culvert: query.has('wait') || location.pathname === '/loop' ? tools : { ...tools, renderer: connect() },
});

if (location.pathname === '/loop') greetRepeatedly();
if (query.has('framed')) greetWithPort();

/** A guest that reconnects each time its connection has ended, and says hello each time. */
function greetRepeatedly(): void {
  const renderer = connect();
  renderer.ipcRenderer.sendToHost('hello');
  renderer.status$.subscribe({ complete: () => setTimeout(greetRepeatedly) });
}

/** A guest of a main in its page. */
function greetWithPort(): void {
  const { ipcRenderer, ready } = (globalThis as unknown as { culvert: PageTools }).culvert.renderer;
  void ready.then(() => ipcRenderer.postMessage('framed', 'hello', [new MessageChannel().port1]));
  addEventListener('message', ({ data }) => data === 'reload' && location.reload());
}
