import type { Axis, Contender } from '../measure/contender.js';
import { payloadVariants } from '../measure/payload-variants.js';
import { BYTE } from '../measure/units.js';
import { workerContender } from '../measure/worker-contender.js';

const contenders: readonly Contender[] = [
  workerContender('Culvert', 'culvert', new URL('./culvert.js', import.meta.url)),
  workerContender('Culvert contract', 'culvert', new URL('./culvert-contract.js', import.meta.url)),
  workerContender('postMessage', 'platform', new URL('./raw.js', import.meta.url)),
  workerContender('birpc', 'peer', new URL('./birpc.js', import.meta.url)),
  workerContender('comlink', 'peer', new URL('./comlink.js', import.meta.url)),
];

const capnweb = workerContender('capnweb', 'peer', new URL('./capnweb.js', import.meta.url));

export const callAxes: readonly Axis[] = [
  {
    id: 'call',
    title: 'Call round trip over a worker thread, one in flight',
    operation: 'calls',
    unit: BYTE,
    goal: '≥ 0.9 of the platform, ≥ every peer',
    variants: payloadVariants(1),
    contenders,
  },
  {
    id: 'call-64',
    title: 'Call round trip over a worker thread, 64 in flight',
    operation: 'calls',
    unit: BYTE,
    goal: '≥ 1.5 × birpc, ≥ the platform',
    variants: payloadVariants(64),
    contenders: [...contenders, capnweb],
  },
];
