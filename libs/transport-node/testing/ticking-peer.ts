import { createRenderer, defineContract, expose, stream, wrap } from '@culvert/core';
import { interval, map } from 'rxjs';
import { parentTransport } from '../src/index.js';

// It ticks, asks main for ticks without looking at errors, and ends as it is told. When main has closed it lives on.

const offered = defineContract('peer', { ticks: stream<void, number>() });
const served = defineContract('main', { ticks: stream<void, number>() });

const renderer = createRenderer(parentTransport());
let fails = false;
const ticks$ = interval(1).pipe(
  map((tick) => {
    if (fails) throw new RangeError('within the stream');
    return tick;
  }),
);
expose(renderer, offered, { ticks: () => ticks$ });
wrap(renderer, served)
  .ticks()
  .subscribe(() => undefined);
renderer.ipcRenderer.on('end', (_event, how: string) => {
  if (how === 'closes') void renderer.close();
  else if (how === 'throws') fails = true;
  else process.kill(process.pid, 'SIGKILL');
});
renderer.status$.subscribe((status) => {
  // What an uncaught error would end has ended before this timer.
  if (status === 'closed') setTimeout(() => process.exit(42), 50);
});
