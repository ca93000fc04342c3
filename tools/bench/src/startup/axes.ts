import type { Axis, Variant } from '../measure/contender.js';
import { operation } from '../measure/units.js';
import { childStartup, workerStartup } from './startup-contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

const parameters: Variant['parameters'] = { payload: 'small', inFlight: 1, count: 1 };

const variants: readonly Variant[] = [
  { label: 'installed', parameters },
  { label: 'one file', parameters: { ...parameters, isBundled: true } },
];

export const startupAxes: readonly Axis[] = [
  {
    id: 'startup-worker',
    title: 'Start of a worker thread, to its first answer',
    operation: 'starts',
    unit: operation('start'),
    goal: 'installed ≤ 1.35 × the time of RxJS alone, one file ≤ 1.4 × comlink',
    variants,
    contenders: [
      workerStartup('Culvert', 'culvert', {
        url: here('./culvert-worker.js'),
        load: () => import('./culvert-worker.js'),
      }),
      workerStartup('Culvert contract', 'culvert', {
        url: here('./contract-worker.js'),
        load: () => import('./contract-worker.js'),
      }),
      workerStartup('postMessage', 'platform', {
        url: here('./raw-worker.js'),
        load: () => import('./raw-worker.js'),
      }),
      workerStartup('RxJS alone', 'peer', {
        url: here('./rxjs-worker.js'),
        load: () => import('./rxjs-worker.js'),
      }),
      workerStartup('comlink', 'peer', {
        url: here('./comlink-worker.js'),
        load: () => import('./comlink-worker.js'),
      }),
      workerStartup('birpc', 'peer', {
        url: here('./birpc-worker.js'),
        load: () => import('./birpc-worker.js'),
      }),
    ],
  },
  {
    id: 'startup-child',
    title: 'Start of a child process, to its first answer',
    operation: 'starts',
    unit: operation('start'),
    goal: 'installed ≤ 1.35 × the time of RxJS alone',
    variants,
    contenders: [
      childStartup('Culvert', 'culvert', {
        url: here('./culvert-child.js'),
        load: () => import('./culvert-child.js'),
      }),
      childStartup('Culvert contract', 'culvert', {
        url: here('./contract-child.js'),
        load: () => import('./contract-child.js'),
      }),
      childStartup('process.send', 'platform', {
        url: here('./raw-child.js'),
        load: () => import('./raw-child.js'),
      }),
      childStartup('RxJS alone', 'peer', {
        url: here('./rxjs-child.js'),
        load: () => import('./rxjs-child.js'),
      }),
      childStartup('birpc', 'peer', {
        url: here('./birpc-child.js'),
        load: () => import('./birpc-child.js'),
      }),
    ],
  },
];
