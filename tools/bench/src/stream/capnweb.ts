import type { Worker } from 'node:worker_threads';
import { newMessagePortRpcSession, RpcTarget } from 'capnweb';
import type { Parameters } from '../measure/contender.js';
import { receivePort, sendPort } from '../measure/own-port.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';
import type { RowsQuery } from './rows.js';

class Rows extends RpcTarget {
  rows({ count, payload }: RowsQuery): ReadableStream<unknown> {
    const value = payloadSource(payload);
    let left = count;
    return new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(value());
        else controller.close();
      },
    });
  }
}

export function host(worker: Worker): void {
  newMessagePortRpcSession(sendPort(worker) as never, new Rows());
}

export async function drive({ payload }: Parameters): Promise<Drive> {
  const remote = newMessagePortRpcSession<Rows>(await receivePort());
  return async (count) => {
    const stream = (await remote.rows({ count, payload })) as unknown as AsyncIterable<unknown>;
    for await (const _ of stream);
  };
}
