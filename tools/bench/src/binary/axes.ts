import type { Axis } from '../measure/contender.js';
import { counted } from '../measure/units.js';
import { workerContender } from '../measure/worker-contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

/** Bytes. */
const MIB = 1024 * 1024;

export const binaryAxes: readonly Axis[] = [
  {
    id: 'binary',
    title: 'Bytes to main, over a worker thread',
    operation: 'calls',
    unit: counted('byte'),
    goal: '≥ 0.9 of a transfer',
    variants: [
      { label: '16 MiB', parameters: { payload: 'large', inFlight: 1, count: 16 * MIB } },
      { label: '1.6 MiB', parameters: { payload: 'large', inFlight: 1, count: Math.round(1.6 * MIB) } },
      { label: '0.16 MiB', parameters: { payload: 'large', inFlight: 1, count: Math.round(0.16 * MIB) } },
    ],
    contenders: [
      workerContender('Culvert postMessage, transferred', 'culvert', here('./culvert-transfer.js')),
      workerContender('Culvert invoke, copied', 'culvert', here('./culvert.js')),
      workerContender('postMessage, transferred', 'platform', here('./raw-transfer.js')),
      workerContender('postMessage, copied', 'platform', here('./raw.js')),
      workerContender('comlink, transfer', 'peer', here('./comlink.js')),
    ],
  },
];
