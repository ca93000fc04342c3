import type { Axis } from '../measure/contender.js';
import { localContender } from '../measure/local-contender.js';
import { payloadVariants } from '../measure/payload-variants.js';
import { BYTE } from '../measure/units.js';
import { workerContender } from '../measure/worker-contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const streamAxes: readonly Axis[] = [
  {
    id: 'stream',
    title: 'A remote stream, its consumer keeping up, over a worker thread',
    operation: 'items',
    unit: BYTE,
    goal: '≥ every peer',
    slices: 3,
    variants: payloadVariants(),
    contenders: [
      workerContender('Culvert, async generator', 'culvert', here('./culvert-generator.js')),
      workerContender('Culvert, iterable', 'culvert', here('./culvert-iterable.js')),
      workerContender('Culvert, Observable', 'culvert', here('./culvert-observable.js')),
      workerContender('capnweb', 'peer', here('./capnweb.js')),
      localContender('Effect RPC', 'peer', here('./effect.js')),
      localContender('threads', 'peer', here('./threads.js')),
      localContender('observable-webworker', 'peer', here('./observable-webworker.js')),
    ],
  },
];
