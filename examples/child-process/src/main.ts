import { createMain } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import { childTransport, forkRenderer } from '@culvert/transport-node';
import { defer, retry, take, timer } from 'rxjs';
import { clock } from './contract.js';

const main = createMain();
main.ipcMain.on('settings', (event) => {
  event.returnValue = { every: 100 };
});

// A connection that has ended stays ended. So each subscription starts a child of its own.
const ticks$ = defer(() => {
  const child = forkRenderer(new URL('./child.js', import.meta.url));
  const renderer = main.connect(childTransport(child), { kind: 'process' });
  console.log(`main: renderer ${renderer.id} is a new child`);
  return wrap(renderer, clock).ticks();
});

function startAnew(error: Error) {
  console.log(`main: ${error.message}`);
  return timer(100);
}

ticks$.pipe(retry({ delay: startAnew }), take(6)).subscribe({
  next: (tick) => console.log(`main: tick ${tick}`),
  // The child ends as well, because nothing else keeps it alive.
  complete: () => main.close(),
});
