/** A main process of its own, so that a spec can kill and restart it. It serves a stream, and subscribes to one. */
import { createMain } from '@culvert/core';
import { defineContract, expose, stream, wrap } from '@culvert/core/contract';
import { interval } from 'rxjs';
import { serve } from '../src/index.js';

const contract = defineContract('main', { ticks: stream<void, number>() });
const offered = defineContract('renderer', { ticks: stream<void, number>() });

const main = createMain();
expose(main, contract, { ticks: () => interval(5) });
main.webContents.created$.subscribe((webContents) => {
  wrap(webContents, offered)
    .ticks()
    .subscribe({ error: () => undefined });
});
main.state$.subscribe(({ endpoints }) => {
  const open = Object.values(endpoints).map(({ pending, serving }) => pending.length + serving.length);
  process.send?.({ open: open.reduce((sum, count) => sum + count, 0) });
});
void serve(main, { token: 'the same after a restart', port: Number(process.argv[2]) }).then(({ url, port }) =>
  process.send?.({ url, port }),
);
