import type { Axis } from '../measure/contender.js';
import { broadcastContenders } from './contenders.js';

export const broadcastAxes: readonly Axis[] = [
  {
    id: 'broadcast',
    title: 'One message to all renderers, in worker threads',
    operation: 'broadcasts',
    goal: '≥ 2.5 × a clone for each port',
    variants: [10, 100].map((count) => ({
      label: `4 KB to ${count}`,
      parameters: { payload: 'medium', inFlight: 1, count },
    })),
    contenders: broadcastContenders,
  },
];
