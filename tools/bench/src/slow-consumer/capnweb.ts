import { Worker } from 'node:worker_threads';
import { newMessagePortRpcSession, RpcTarget } from 'capnweb';
import { receivePort, sendPort } from '../measure/own-port.js';
import type { WorkerStart } from './contender.js';

interface Rows {
  rows(): ReadableStream<unknown>;
}

export async function produce(rows: () => AsyncGenerator<unknown>): Promise<void> {
  class Target extends RpcTarget implements Rows {
    rows(): ReadableStream<unknown> {
      const source = rows();
      return new ReadableStream({
        async pull(controller) {
          const { done, value } = (await source.next()) as IteratorResult<unknown, void>;
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
      });
    }
  }
  newMessagePortRpcSession((await receivePort()) as never, new Target());
}

/** Capnweb fills its own window from the ReadableStream, and then follows the reader. */
export async function consume({ file, options }: WorkerStart, take: () => Promise<void>): Promise<void> {
  const port = sendPort(new Worker(file, options));
  const remote = newMessagePortRpcSession<RpcTarget & Rows>(port);
  const stream = (await remote.rows()) as unknown as AsyncIterable<unknown>;
  for await (const _ of stream) await take();
}
