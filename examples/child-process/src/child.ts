import { createRenderer } from '@culvert/core';
import { expose } from '@culvert/core/contract';
import { parentTransport } from '@culvert/transport-node';
import { interval, tap } from 'rxjs';
import { clock } from './contract.js';

const renderer = createRenderer(parentTransport());
// Blocks this process until main has answered.
const { every } = renderer.ipcRenderer.sendSync('settings') as { every: number };

expose(renderer, clock, {
  ticks: () =>
    interval(every).pipe(
      tap((tick) => {
        // This child crashes on purpose, so that main has something to survive.
        if (tick === 3) process.kill(process.pid, 'SIGKILL');
      }),
    ),
});
