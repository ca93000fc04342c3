import { EventEmitter } from 'node:events';
import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import { localContender } from '../measure/local-contender.js';
import { paced } from '../measure/paced.js';

/** A message to one of the many channels that main listens to. */
export const culvertListeners = localContender('Culvert', 'culvert', async ({ count }) => {
  const main = createMain();
  let received = 0;
  for (let n = 0; n < count; n++) main.ipcMain.on(`channel ${n}`, () => received++);
  main.ipcMain.handle('received', () => received);
  const [mainEnd, rendererEnd] = createMemoryLink();
  main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd);
  await renderer.ready;
  let next = 0;
  return {
    run: (operations) =>
      paced(
        operations,
        () => renderer.ipcRenderer.send(`channel ${next++ % count}`, next),
        () => renderer.ipcRenderer.invoke('received'),
      ),
    close: () => main.close(),
  };
});

export const nodeListeners = localContender('EventEmitter', 'platform', ({ count }) => {
  const emitter = new EventEmitter();
  let received = 0;
  for (let n = 0; n < count; n++) emitter.on(`channel ${n}`, () => received++);
  let next = 0;
  return {
    run: (operations) =>
      paced(
        operations,
        () => emitter.emit(`channel ${next++ % count}`, next),
        () => Promise.resolve(received),
      ),
  };
});
