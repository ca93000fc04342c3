import { defineContract, expose, stream, wrap } from '@culvert/core/contract';
import { NEVER } from 'rxjs';
import { inFlight } from '../measure/in-flight.js';
import { localContender } from '../measure/local-contender.js';
import { memoryRenderers } from '../measure/memory-renderers.js';

function connected(count: number) {
  const { main, renderers } = memoryRenderers(count);
  main.ipcMain.handle('echo', (_event, value: unknown) => value);
  return { main, renderers };
}

/** A call of one renderer while this many are connected. */
export const callAmongRenderers = localContender('Culvert', 'culvert', async ({ count }) => {
  const { main, renderers } = connected(count);
  await Promise.all(renderers.map(({ ready }) => ready));
  const { ipcRenderer } = renderers.at(-1)!;
  return {
    run: (operations) => inFlight(operations, 64, () => ipcRenderer.invoke('echo', 1)),
    close: () => main.close(),
  };
});

/** A call while the same renderer has this many streams open. */
export const callAmongStreams = localContender('Culvert', 'culvert', async ({ count }) => {
  const { main, renderers } = connected(1);
  const contract = defineContract({ silence: stream<void, number>() });
  expose(main, contract, { silence: () => NEVER });
  const api = wrap(renderers[0]!, contract);
  // Each stream ends with an error when main closes, after the last measurement.
  for (let n = 0; n < count; n++) api.silence().subscribe({ error: () => undefined });
  await renderers[0]!.ready;
  const { ipcRenderer } = renderers[0]!;
  return {
    run: (operations) => inFlight(operations, 64, () => ipcRenderer.invoke('echo', 1)),
    close: () => main.close(),
  };
});
