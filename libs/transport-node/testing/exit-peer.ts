import { isMainThread, workerData } from 'node:worker_threads';
import { createRenderer, electronJson, structured } from '@culvert/core';
import { parentTransport } from '../src/index.js';

// A renderer that sends what it has to say, and ends in the same turn.

export interface ExitStart {
  readonly way:
    'exit' | 'earlier listener' | 'later listener' | 'error' | 'rejection' | 'close' | 'nothing left';
  /** Of the message in the middle. */
  readonly bytes: number;
  readonly binary: boolean;
}

const { way, bytes, binary } = (isMainThread ? JSON.parse(process.argv[2]!) : workerData) as ExitStart;

if (way === 'earlier listener') process.on('exit', say);
const renderer = createRenderer(parentTransport(), { codec: binary ? structured : electronJson });
// An open connection would keep it: whoever has nothing left closes.
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
}

function say(): void {
  const { ipcRenderer } = renderer;
  ipcRenderer.send('log', 'first');
  ipcRenderer.send('log', binary ? new Uint8Array(bytes) : 'x'.repeat(bytes));
  ipcRenderer.send('log', 'last');
}
