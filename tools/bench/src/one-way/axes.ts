import type { Axis } from '../measure/contender.js';
import { payloadVariants } from '../measure/payload-variants.js';
import { processContender } from '../measure/process-contender.js';
import { BYTE } from '../measure/units.js';
import { workerContender } from '../measure/worker-contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const oneWayAxes: readonly Axis[] = [
  {
    id: 'send',
    title: 'One-way messages over a worker thread',
    operation: 'messages',
    unit: BYTE,
    goal: '≥ 3 × postMessage, ≥ 0.8 of postMessage in batches of 100',
    variants: payloadVariants(),
    contenders: [
      workerContender('Culvert send', 'culvert', here('./culvert.js')),
      workerContender('Culvert channel.next', 'culvert', here('./culvert-channel.js')),
      workerContender('postMessage', 'platform', here('./raw.js')),
      workerContender('postMessage by 100', 'platform', here('./raw-batched.js')),
      workerContender('birpc events', 'peer', here('./birpc.js')),
    ],
  },
  {
    id: 'send-child',
    title: 'One-way messages from a child process',
    operation: 'messages',
    unit: BYTE,
    goal: '≥ 2 × process.send',
    variants: payloadVariants(),
    contenders: [
      processContender('Culvert', 'culvert', here('../remote/culvert-child.js')),
      processContender('process.send', 'platform', here('../remote/fork.js')),
    ],
  },
  {
    id: 'send-websocket',
    title: 'One-way messages over a WebSocket',
    operation: 'messages',
    unit: BYTE,
    goal: '≥ 2 × ws with JSON',
    variants: payloadVariants(),
    contenders: [
      processContender('Culvert', 'culvert', here('../remote/culvert-web-socket.js')),
      processContender('ws + JSON', 'platform', here('../remote/ws.js')),
    ],
  },
];
