import { localContender } from '../measure/local-contender.js';
import { memoryRenderers } from '../measure/memory-renderers.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';

export const memoryBroadcast = localContender('Culvert', 'culvert', async ({ payload, count }) => {
  const { main, renderers } = memoryRenderers(count);
  let left = 0;
  let onLast = (): void => {};
  for (const { ipcRenderer } of renderers) {
    ipcRenderer.on('tick', () => {
      if (--left === 0) onLast();
    });
  }
  await Promise.all(renderers.map(({ ready }) => ready));
  const tick = main.channel('tick');
  const value = payloadSource(payload);
  return {
    run(operations) {
      left = operations * count;
      const last = new Promise<void>((resolve) => {
        onLast = resolve;
      });
      return paced(
        operations,
        () => tick.next(value()),
        () => last,
      );
    },
    close: () => main.close(),
  };
});
