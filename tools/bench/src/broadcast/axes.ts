import type { Axis } from '../measure/contender.js';
import { counted } from '../measure/units.js';
import { broadcastContenders } from './contenders.js';
import { memoryBroadcast } from './memory.js';

export const broadcastAxes: readonly Axis[] = [
  {
    id: 'broadcast',
    title: 'One message to all renderers, in worker threads',
    operation: 'broadcasts',
    unit: counted('renderer'),
    goal: '≥ 2.5 × a clone for each port',
    variants: [10, 100].map((count) => ({
      label: `4 KB to ${count}`,
      parameters: { payload: 'medium', inFlight: 1, count },
    })),
    contenders: broadcastContenders,
  },
  {
    id: 'broadcast-growth',
    title: 'One message to all renderers, in one process',
    operation: 'broadcasts',
    unit: counted('renderer'),
    goal: 'flat in the number of renderers',
    variants: [10, 100, 1000].map((count) => ({
      label: `100 B to ${count.toLocaleString('en')}`,
      parameters: { payload: 'small', inFlight: 1, count },
    })),
    contenders: [memoryBroadcast],
  },
];
