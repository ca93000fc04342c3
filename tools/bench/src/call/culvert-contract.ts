import type { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { call, defineContract, expose, wrap } from '@culvert/core/contract';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

const contract = defineContract({ echo: call<unknown, unknown>() });

export function host(worker: Worker): () => void {
  const main = createMain();
  expose(main, contract, { echo: (value) => value });
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => void main.close();
}

export async function drive({ payload, inFlight: width }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const api = wrap(renderer, contract);
  const value = payloadSource(payload);
  return (operations) => inFlight(operations, width, () => api.echo(value()));
}
