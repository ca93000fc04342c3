import type { Axis } from '../measure/contender.js';
import { workerContender } from '../measure/worker-contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const binaryAxes: readonly Axis[] = [
  {
    id: 'binary',
    title: '16 MiB of bytes to main, over a worker thread',
    operation: 'calls',
    goal: '≥ 0.9 of a transfer',
    variants: [{ label: '16 MiB', parameters: { payload: 'large', inFlight: 1, count: 1 } }],
    contenders: [
      workerContender('Culvert postMessage, transferred', 'culvert', here('./culvert-transfer.js')),
      workerContender('Culvert invoke, copied', 'culvert', here('./culvert.js')),
      workerContender('postMessage, transferred', 'platform', here('./raw-transfer.js')),
      workerContender('postMessage, copied', 'platform', here('./raw.js')),
      workerContender('comlink, transfer', 'peer', here('./comlink.js')),
    ],
  },
];
