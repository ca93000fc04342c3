import { parentPort } from 'node:worker_threads';
import { createRenderer, wrap } from '@culvert/core';
import { parentTransport } from '../src/index.js';
import { slowContract } from './slow-contract.js';

// A renderer in a worker that asks main synchronously when it is told to, and posts what it got: values, lengths of long
// texts, and codes of errors.

const renderer = createRenderer(parentTransport(), { syncTimeoutMs: 30_000 });
const { ipcRenderer } = renderer;
const api = wrap(renderer, slowContract);

ipcRenderer.on('ask', (_event, channels: string[]) =>
  parentPort!.postMessage({
    outcomes: channels.map((channel) => outcomeOf(() => ipcRenderer.sendSync(channel) as unknown)),
  }),
);
ipcRenderer.on('halve', (_event, values: unknown[]) =>
  parentPort!.postMessage({ outcomes: values.map((value) => outcomeOf(() => api.half(value as number))) }),
);

function outcomeOf(ask: () => unknown): unknown {
  try {
    const value = ask();
    return typeof value === 'string' && value.length > 100 ? value.length : value;
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}
