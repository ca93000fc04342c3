import type { ChildProcess } from 'node:child_process';
import { childTransport } from '@culvert/transport-node';
import { forkRendererWithChannel } from '../measure/fork-renderer-with-channel.js';
import type { Fork } from '../measure/process-contender.js';
import { reportsMain } from '../one-way/culvert-reports.js';

export { drive } from '../one-way/culvert.js';

export function host(launch: (fork: Fork) => ChildProcess): () => void {
  const main = reportsMain();
  main.connect(childTransport(launch(forkRendererWithChannel)), { kind: 'process' });
  return () => void main.close();
}
