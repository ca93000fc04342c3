import { createMain, createRenderer, type Inspection, type MainOptions, type Renderer } from '@culvert/core';
import { attachElectron, type AttachOptions } from '../src/main.js';
import type { Bridge } from '../src/lib/bridge.js';
import { expose } from '../src/lib/preload/expose.js';
import { ElectronTransport } from '../src/lib/renderer/electron-transport.js';
import { FakeElectron } from './fake-electron/fake-electron.js';
import { localDocuments, type LocalDocument } from './fake-electron/local-documents.js';
import type { FakeWebContents } from './fake-electron/web-contents.js';
import type { FakeWebFrame } from './fake-electron/web-frame-main.js';

export interface LocalPage {
  readonly document: LocalDocument;
  readonly bridge: Bridge;
  connect(): Renderer;
}

export const PAGE = 'file:///app/index.html';

/**
 * An app on the fake, all in one thread: main, and pages. Their preload script exposes every
 * channel.
 */
export function localApp(
  options: AttachOptions<FakeWebContents> = {},
  mainOptions: MainOptions = {},
  channels: readonly string[] = ['*'],
) {
  const waiting: ((page: LocalPage) => void)[] = [];
  const electron = new FakeElectron(
    localDocuments((document) => {
      expose(document as never, { channels }, document.window);
      const bridge = document.mainWorld['culvert'] as Bridge;
      const connect = () => createRenderer(new ElectronTransport(bridge, document.window));
      waiting.shift()?.({ document, bridge, connect });
    }),
  );
  const main = createMain(mainOptions);
  const drops: Inspection[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item));
  const attachment = attachElectron(main, electron, options);

  /** The page that the navigation loads. */
  const next = (navigate: () => void): Promise<LocalPage> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      navigate();
    });
  const load = (contents: FakeWebContents, url = PAGE) => next(() => contents.loadURL(url));
  /** A window, its page, and the renderer of that page after its handshake. */
  const open = async (host: FakeWebContents | null = null, url = PAGE) => {
    const contents = electron.createWebContents(host);
    const page = await load(contents, url);
    const renderer = page.connect();
    await renderer.ready;
    return { contents, page, renderer, ipcRenderer: renderer.ipcRenderer };
  };
  const append = async (contents: FakeWebContents, url = PAGE) => {
    let frame!: FakeWebFrame;
    const page = await next(() => (frame = contents.appendFrame(url)));
    return { page, frame };
  };
  return { electron, main, drops, attachment, load, open, append, next };
}

export type LocalApp = ReturnType<typeof localApp>;
