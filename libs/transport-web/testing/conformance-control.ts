/** The page between a spec and the main of the conformance suite in a SharedWorker. */
import type { ControlRequest, FromControl, ToControl } from './conformance-main-worker.js';

/** The functions of this page that a spec calls. */
export interface ControlPage {
  /** Puts the app's service worker in control of all pages that are opened after this. */
  useServiceWorker(): Promise<void>;
  control(request: ControlRequest): Promise<void>;
  report(page: number, text: string): void;
  pageClosed(page: number): void;
}

/** The functions of a spec that this page calls. */
interface SpecTools {
  openPage(page: number, query: string): void;
  closePage(page: number): void;
}

const spec = globalThis as unknown as SpecTools;
const { port } = new SharedWorker('/conformance-main-worker.js', { type: 'module' });
const post = (message: FromControl): void => port.postMessage(message);
let settle: { resolve(): void; reject(error: Error): void } | undefined;

port.onmessage = ({ data }: MessageEvent<ToControl>) => {
  if ('open' in data) spec.openPage(data.open, data.query);
  else if ('close' in data) spec.closePage(data.close);
  else if ('done' in data && data.error === undefined) settle?.resolve();
  else if ('done' in data) settle?.reject(new Error(data.error));
};

Object.assign(globalThis, {
  async useServiceWorker() {
    await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
    await navigator.serviceWorker.ready;
  },
  control(request) {
    return new Promise<void>((resolve, reject) => {
      settle = { resolve, reject };
      post({ request });
    });
  },
  report: (report, text) => post({ report, text }),
  pageClosed: (closed) => post({ closed }),
} satisfies ControlPage);
