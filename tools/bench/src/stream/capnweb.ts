import { MessageChannel, parentPort, type MessagePort, type Worker } from 'node:worker_threads';
import { newMessagePortRpcSession, RpcTarget } from 'capnweb';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

class Rows extends RpcTarget {
  rows(count: number): ReadableStream<unknown> {
    const value = payloadSource('small');
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
  const { port1, port2 } = new MessageChannel();
  newMessagePortRpcSession(port1 as never, new Rows());
  worker.postMessage(port2, [port2]);
}

export async function drive(): Promise<Drive> {
  const port = await new Promise<MessagePort>((resolve) => parentPort!.once('message', resolve));
  const remote = newMessagePortRpcSession<Rows>(port);
  return async (operations) => {
    const stream = (await remote.rows(operations)) as unknown as AsyncIterable<unknown>;
    for await (const _ of stream);
  };
}
