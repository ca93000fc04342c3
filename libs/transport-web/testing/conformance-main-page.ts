/** The page of a main that runs the conformance suite, with workers as its renderers. */
import type { Codec } from '@culvert/core';
import { startConformance, type ConformanceRun } from '@culvert/testing';
import { fromEvent, map } from 'rxjs';
import { workerTransport } from '../src/index.js';

/** The functions of this page that a spec calls. */
export interface ConformancePage {
  startConformance(codec: Codec['name']): Promise<void>;
  readonly conformance: ConformanceRun;
}

Object.assign(globalThis, {
  async startConformance(codecName: Codec['name']) {
    const conformance = await startConformance(codecName, (main, { codec, syncTimeoutMs }) => ({
      async open(info) {
        const query = new URLSearchParams({ codec, syncTimeoutMs: String(syncTimeoutMs) });
        const worker = new Worker(`/conformance-worker.js?${query.toString()}`, { type: 'module' });
        const reports$ = fromEvent<MessageEvent<string>>(worker, 'message').pipe(map(({ data }) => data));
        const webContents = main.connect(workerTransport(worker), { kind: 'worker', ...info });
        return { webContents, reports$, end: () => worker.terminate() };
      },
    }));
    Object.assign(globalThis, { conformance });
  },
} satisfies Omit<ConformancePage, 'conformance'>);
