import type { Axis } from '../measure/contender.js';
import { payloadVariants } from '../measure/payload-variants.js';
import { BYTE } from '../measure/units.js';
import { workerContender } from '../measure/worker-contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const sendToAxes: readonly Axis[] = [
  {
    id: 'send-to',
    title: 'Renderer to renderer and back, through main, 64 in flight',
    operation: 'round trips',
    unit: BYTE,
    goal: '≥ 0.8 of two hops of postMessage',
    variants: payloadVariants(64),
    contenders: [
      workerContender('Culvert sendTo', 'culvert', here('./culvert.js')),
      workerContender('postMessage, two hops', 'platform', here('./raw.js')),
    ],
  },
  {
    id: 'direct-port',
    title: 'Renderer to renderer and back, over a port of their own, 64 in flight',
    operation: 'round trips',
    unit: BYTE,
    goal: '≥ 0.9 of a MessagePort',
    variants: payloadVariants(64),
    contenders: [
      workerContender('Culvert openPort', 'culvert', here('./culvert-port.js')),
      workerContender('MessagePort', 'platform', here('./raw-port.js')),
    ],
  },
];
