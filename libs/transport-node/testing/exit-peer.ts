import { isMainThread, workerData } from 'node:worker_threads';
import { createRenderer, electronJson, structured } from '@culvert/core';
import { parentTransport, webSocketTransport } from '../src/index.js';

// A renderer that sends its messages, and ends in the same turn.

export interface ExitStart {
  readonly way:
    | 'exit'
    | 'earlier listener'
    | 'later listener'
    | 'error'
    | 'rejection'
    | 'close'
    | 'nothing left'
    | 'killed behind flush'
    | 'killed behind close';
  /** Size of the message in the middle. */
  readonly bytes: number;
  readonly binary: boolean;
  /** Url of main, if this process is a client of its server. */
  readonly url?: string;
}

const { way, bytes, binary, url } = (isMainThread ? JSON.parse(process.argv[2]!) : workerData) as ExitStart;

if (way === 'earlier listener') process.on('exit', say);
const transport = url === undefined ? parentTransport() : webSocketTransport(url);
const renderer = createRenderer(transport, { codec: binary ? structured : electronJson });
// An open connection would keep this process alive, so a peer with no work left closes it.
await renderer.ready;

switch (way) {
  case 'earlier listener':
    process.exit();
    break;
  case 'later listener':
    process.on('exit', say);
    process.exit();
    break;
  case 'exit':
    say();
    process.exit();
    break;
  case 'error':
    say();
    throw new Error('Crash of the peer.');
  case 'rejection':
    say();
    void Promise.reject(new Error('Rejection of the peer.'));
    break;
  case 'close':
    say();
    renderer.close();
    process.exit();
    break;
  case 'nothing left':
    say();
    renderer.close();
    break;
  // The process ends at once, so there is no `'exit'`.
  case 'killed behind flush':
    say();
    await renderer.flush();
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'killed behind close':
    say();
    await renderer.close();
    process.kill(process.pid, 'SIGKILL');
    break;
}

function say(): void {
  const { ipcRenderer } = renderer;
  ipcRenderer.send('log', 'first');
  ipcRenderer.send('log', binary ? new Uint8Array(bytes) : 'x'.repeat(bytes));
  ipcRenderer.send('log', 'last');
}
