import { Worker } from 'node:worker_threads';
import { createMain, createRenderer, type Renderer } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { callsInOrder } from '../measure/in-order.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): () => void {
  const main = createMain();
  const other = new Worker(new URL('./culvert-peer.js', import.meta.url));
  const { id } = main.connect(workerTransport(other), { kind: 'worker' });
  main.connect(workerTransport(worker), { kind: 'worker' }).send('other', id);
  return () => {
    main.close();
    void other.terminate();
  };
}

/** This renderer, and the id of the other one. */
export async function meetOther(): Promise<{ readonly renderer: Renderer; readonly other: number }> {
  const renderer = createRenderer(parentTransport());
  const other = await new Promise<number>((resolve) =>
    renderer.ipcRenderer.once('other', (_event, id: number) => resolve(id)),
  );
  return { renderer, other };
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const { renderer, other } = await meetOther();
  const { ipcRenderer } = renderer;
  const value = payloadSource(payload);
  const call = callsInOrder(
    () => ipcRenderer.sendTo(other, 'ping', value()),
    (answered) => ipcRenderer.on('pong', answered),
  );
  return (operations) => inFlight(operations, width, call);
}
