/**
 * A renderer process with one document, as a thread. It runs the preload script in a separate
 * world, where `require` knows only `electron`. Then it runs the page.
 */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { workerData } from 'node:worker_threads';
import { createContextBridge } from './context-bridge.js';
import { FakeIpcRenderer, type DocumentPipes } from './ipc-renderer.js';

export interface DocumentStart {
  readonly pipes: DocumentPipes;
  /** A CommonJS bundle, as the sandbox requires. */
  readonly preload?: string;
  /** A module. */
  readonly page?: string;
  /** Data for the page, as `pageData`. */
  readonly pageData?: unknown;
}

const { pipes, preload, page, pageData } = workerData as DocumentStart;
const ipcRenderer = new FakeIpcRenderer(pipes);
const contextBridge = createContextBridge(globalThis);

// The worlds of a document share the document. Here that means its events.
const window = new EventTarget();
const shared = {
  addEventListener: window.addEventListener.bind(window),
  removeEventListener: window.removeEventListener.bind(window),
  dispatchEvent: window.dispatchEvent.bind(window),
};
Object.assign(globalThis, shared, { pageData });

if (preload !== undefined) {
  const { MessageEvent, crypto, TextEncoder, TextDecoder, btoa, atob, console } = globalThis;
  const isolatedWorld = createContext({
    ...shared,
    ...{ MessageEvent, crypto, TextEncoder, TextDecoder, btoa, atob, console },
  });
  const require = (name: string): unknown => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  };
  const script = runInContext(
    `(function (require, module, exports) {${readFileSync(preload, 'utf8')}\n})`,
    isolatedWorld,
    {
      filename: preload,
    },
  ) as (require: (name: string) => unknown, module: object, exports: object) => void;
  const exports = {};
  script(require, { exports }, exports);
}
if (page !== undefined) await import(page);
