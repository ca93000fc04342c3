import type { ChildProcess } from 'node:child_process';
import { childTransport, forkRenderer } from '@culvert/transport-node';
import type { Fork } from '../measure/process-contender.js';
import { echoMain } from './culvert-echo.js';

export { drive } from './culvert-echo.js';

export function host(launch: (fork: Fork) => ChildProcess): () => void {
  const main = echoMain();
  main.connect(childTransport(launch(forkRenderer)), { kind: 'process' });
  return () => main.close();
}
