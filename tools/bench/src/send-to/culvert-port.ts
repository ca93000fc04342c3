import { createRenderer } from '@culvert/core';
import { parentTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export { host } from './culvert.js';

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  const other = await new Promise<number>((resolve) =>
    renderer.ipcRenderer.once('other', (_event, id: number) => resolve(id)),
  );
  const port = await renderer.openPort(other);
  const waiting: (() => void)[] = [];
  port.onmessage = () => waiting.shift()!();
  const value = payloadSource(payload);
  const call = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port.postMessage(value());
    });
  return (operations) => inFlight(operations, width, call);
}
