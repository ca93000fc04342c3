import { parentPort } from 'node:worker_threads';
import { createRenderer } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import { parentTransport } from '../src/index.js';
import { slowContract } from './slow-contract.js';

// A renderer that sends sync requests to main on demand. It reports the results: values, lengths of long texts,
// and codes of errors. A worker posts them, because its connection may have ended.

const renderer = createRenderer(parentTransport(), { syncTimeoutMs: 30_000 });
const { ipcRenderer } = renderer;
const api = wrap(renderer, slowContract);

ipcRenderer.on('ask', (_event, channels: string[]) =>
  report(channels.map((channel) => outcomeOf(() => ipcRenderer.sendSync(channel) as unknown))),
);
ipcRenderer.on('halve', (_event, values: unknown[]) =>
  report(values.map((value) => outcomeOf(() => api.half(value as number)))),
);

function report(outcomes: readonly unknown[]): void {
  if (parentPort === null) ipcRenderer.send('outcomes', outcomes);
  else parentPort.postMessage({ outcomes });
}

function outcomeOf(ask: () => unknown): unknown {
  try {
    const value = ask();
    return typeof value === 'string' && value.length > 100 ? value.length : value;
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}
