import { parentPort, type Worker } from 'node:worker_threads';
import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

const functions = { echo: (value: unknown) => value };

export function host(worker: Worker): void {
  expose(functions, nodeEndpoint(worker));
}

export function drive({ payload, inFlight: width }: Parameters): Drive {
  const remote = wrap<typeof functions>(nodeEndpoint(parentPort!));
  const value = payloadSource(payload);
  return (operations) => inFlight(operations, width, () => remote.echo(value()));
}
