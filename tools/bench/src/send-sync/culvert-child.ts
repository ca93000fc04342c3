import type { ChildProcess } from 'node:child_process';
import { childTransport } from '@culvert/transport-node';
import { forkRendererWithChannel } from '../measure/fork-renderer-with-channel.js';
import type { Fork } from '../measure/process-contender.js';
import { echoMain } from './culvert-echo.js';

export { drive } from './culvert-echo.js';

export function host(launch: (fork: Fork) => ChildProcess): () => void {
  const main = echoMain();
  main.connect(childTransport(launch(forkRendererWithChannel)), { kind: 'process' });
  return () => void main.close();
}
