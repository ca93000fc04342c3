/**
 * A renderer in a dedicated or shared worker. It runs the commands of main, and also has its own
 * channel.
 */
import { createRenderer, structured, type Renderer } from '@culvert/core';
import { serveConformance } from '@culvert/testing/renderer';
import { parentTransport } from '../src/index.js';

const query = new URLSearchParams(location.search);

const syncUrl = query.get('sync-url');

function connect(): Renderer {
  const renderer = createRenderer(parentTransport(syncUrl === null ? {} : { syncUrl }), {
    codec: structured,
    syncTimeoutMs: 20_000,
  });
  serveConformance(renderer);
  return renderer;
}

const first = connect();
// A setting that the worker needs before anything else, so it asks in the first turn.
const setting: unknown = query.has('sync-first') ? first.ipcRenderer.sendSync('setting') : undefined;

const ownMessages: unknown[] = [];
addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  ownMessages.push(data);
  if (data === 'reload') connect();
  else if (data === 'close') close();
  else postMessage({ ownMessages, setting });
});
if ('postMessage' in globalThis) postMessage('started');
