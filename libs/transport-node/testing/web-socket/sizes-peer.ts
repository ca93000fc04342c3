import { parentPort, workerData } from 'node:worker_threads';
import { createRenderer, electronJson, type CulvertError } from '@culvert/core';
import { webSocketTransport } from '../../src/lib/web-socket/web-socket-transport.js';
import { around, isSame, KINDS } from './sizes.js';

// A renderer in a thread of its own. It sends main the same request with sendSync, at the limit and above it.

async function run(): Promise<void> {
  const { url, token, limit } = workerData as { url: string; token: string; limit: number };
  const renderer = createRenderer(webSocketTransport(url, { token }));
  await renderer.ready;
  const { ipcRenderer } = renderer;
  const results: Record<string, unknown> = {};
  for (const [kind, make] of Object.entries(KINDS)) {
    const { within, over } = around(limit, electronJson, make);
    // Behind the same amount that is still on its way, as one message and as many.
    ipcRenderer.send('before', within);
    for (let i = 0; i < 100; i++) ipcRenderer.send('before', '漢'.repeat(1000));
    const same = isSame(ipcRenderer.sendSync('echo', within), within);
    let code = '';
    try {
      ipcRenderer.sendSync('echo', over);
    } catch (error) {
      ({ code } = error as CulvertError);
    }
    results[kind] = { same, code };
  }
  parentPort!.postMessage(results);
  renderer.close();
}

void run();
