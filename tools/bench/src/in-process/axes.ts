import type { Axis, Variant } from '../measure/contender.js';
import { callAmongRenderers, callAmongStreams } from './growth.js';
import { operation } from '../measure/units.js';
import { culvertListeners, nodeListeners } from './listeners.js';
import { router } from './router.js';

function counts(what: string, sizes: readonly number[]): Variant[] {
  return sizes.map((count) => ({
    label: `${count.toLocaleString('en')} ${what}`,
    parameters: { payload: 'small', inFlight: 1, count },
  }));
}

export const inProcessAxes: readonly Axis[] = [
  {
    id: 'router',
    title: 'The router alone: reduce of one send',
    operation: 'decisions',
    unit: operation('decision'),
    goal: 'under 1 µs each, flat in the number of renderers',
    variants: counts('renderers', [1, 10, 100, 1000]),
    contenders: [router],
  },
  {
    id: 'listeners',
    title: 'A message to one of many channels, in one process',
    operation: 'messages',
    unit: operation('message'),
    goal: 'flat in the number of channels',
    variants: counts('channels', [1, 100, 10_000]),
    contenders: [culvertListeners, nodeListeners],
  },
  {
    id: 'renderers',
    title: 'A call of one renderer among many, in one process, 64 in flight',
    operation: 'calls',
    unit: operation('call'),
    goal: 'flat in the number of renderers',
    variants: counts('renderers', [1, 10, 100, 1000]),
    contenders: [callAmongRenderers],
  },
  {
    id: 'open-streams',
    title: 'A call of a renderer with streams open, in one process, 64 in flight',
    operation: 'calls',
    unit: operation('call'),
    goal: 'flat in the number of streams',
    variants: counts('open streams', [1, 10, 100, 1000]),
    contenders: [callAmongStreams],
  },
];
