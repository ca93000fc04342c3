import { createRenderer } from '@culvert/core';
import { defineContract, expose, stream, wrap } from '@culvert/core/contract';
import { interval, map } from 'rxjs';
import { parentTransport } from '../src/index.js';

// It ticks, subscribes to main's ticks without an error callback, and ends on request. When main has closed, it
// lives on.

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
  // An uncaught error would end this process before this timer fires.
  if (status === 'closed') setTimeout(() => process.exit(42), 50);
});
