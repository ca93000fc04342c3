import type { Axis } from '../measure/contender.js';
import { localContender } from '../measure/local-contender.js';
import { payloadVariants } from '../measure/payload-variants.js';
import { processContender } from '../measure/process-contender.js';
import { BYTE } from '../measure/units.js';
import { workerContender } from '../measure/worker-contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const sendSyncAxes: readonly Axis[] = [
  {
    id: 'send-sync',
    title: 'Synchronous round trip',
    operation: 'calls',
    unit: BYTE,
    goal: '≥ every peer',
    variants: payloadVariants(),
    contenders: [
      workerContender('Culvert, worker', 'culvert', here('./culvert-worker.js')),
      processContender('Culvert, child process', 'culvert', here('./culvert-child.js')),
      workerContender('Atomics by hand, worker', 'platform', here('./atomics.js')),
      workerContender('sync-message-port, worker', 'peer', here('./sync-message-port.js')),
      localContender('synckit', 'peer', here('./synckit.js')),
    ],
  },
];
