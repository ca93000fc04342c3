import {
  MessageChannel,
  parentPort,
  receiveMessageOnPort,
  type MessagePort,
  type Worker,
} from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

/**
 * Written by hand on the platform alone: a port in each direction, and shared memory to sleep on.
 */
interface Lane {
  readonly port: MessagePort;
  readonly cells: Int32Array;
}

export function host(worker: Worker): void {
  worker.once('message', ({ port, cells }: Lane) => {
    worker.on('message', (value: unknown) => {
      port.postMessage(value);
      Atomics.add(cells, 0, 1);
      Atomics.notify(cells, 0);
    });
  });
}

export function drive({ payload }: Parameters): Drive {
  const { port1, port2 } = new MessageChannel();
  const cells = new Int32Array(new SharedArrayBuffer(4));
  parentPort!.postMessage({ port: port2, cells } satisfies Lane, [port2]);
  const value = payloadSource(payload);
  return (operations) => {
    for (let n = 0; n < operations; n++) {
      const seen = Atomics.load(cells, 0);
      parentPort!.postMessage(value());
      Atomics.wait(cells, 0, seen);
      receiveMessageOnPort(port1);
    }
  };
}
