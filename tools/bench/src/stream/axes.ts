import type { Axis } from '../measure/contender.js';
import { workerContender } from '../measure/worker-contender.js';
import { effectStream } from './effect.js';
import { threadsStream } from './threads.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const streamAxes: readonly Axis[] = [
  {
    id: 'stream',
    title: 'A remote stream, its consumer keeping up, over a worker thread',
    operation: 'items',
    goal: '≥ every peer',
    slices: 5,
    variants: [{ label: '100 B', parameters: { payload: 'small', inFlight: 1, count: 1 } }],
    contenders: [
      workerContender('Culvert', 'culvert', here('./culvert.js')),
      workerContender('capnweb', 'peer', here('./capnweb.js')),
      effectStream,
      threadsStream,
    ],
  },
];
