import { parentPort, type Worker } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

type Message = readonly [id: number, value: unknown];

export function host(worker: Worker): void {
  worker.on('message', (message: Message) => worker.postMessage(message));
}

export function drive({ payload, inFlight: width }: Parameters): Drive {
  const waiting = new Map<number, (value: unknown) => void>();
  let last = 0;
  parentPort!.on('message', ([id, value]: Message) => {
    waiting.get(id)!(value);
    waiting.delete(id);
  });
  const call = (value: unknown): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      parentPort!.postMessage([id, value] satisfies Message);
    });
  const value = payloadSource(payload);
  return (operations) => inFlight(operations, width, () => call(value()));
}
