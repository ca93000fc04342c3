import type { Axis } from '../measure/contender.js';
import { payloadVariants } from '../measure/payload-variants.js';
import { processContender } from '../measure/process-contender.js';
import { workerContender } from '../measure/worker-contender.js';
import { synckit } from './synckit.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const sendSyncAxes: readonly Axis[] = [
  {
    id: 'send-sync',
    title: 'Synchronous round trip',
    operation: 'calls',
    goal: '≥ every peer',
    variants: payloadVariants(),
    contenders: [
      workerContender('Culvert, worker', 'culvert', here('./culvert-worker.js')),
      processContender('Culvert, child process', 'culvert', here('./culvert-child.js')),
      workerContender('Atomics by hand, worker', 'platform', here('./atomics.js')),
      workerContender('sync-message-port, worker', 'peer', here('./sync-message-port.js')),
      synckit,
    ],
  },
];
