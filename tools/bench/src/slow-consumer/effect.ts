import { Worker } from 'node:worker_threads';
import { NodeRuntime, NodeWorker, NodeWorkerRunner } from '@effect/platform-node';
import { Effect, Layer, Schema, Stream } from 'effect';
import { Rpc, RpcClient, RpcGroup, RpcServer } from 'effect/rpc';
import type { WorkerStart } from './contender.js';

class Rpcs extends RpcGroup.make(Rpc.make('rows', { success: Schema.Unknown, stream: true })) {}

export function produce(rows: () => AsyncGenerator<unknown>): void {
  RpcServer.layer(Rpcs).pipe(
    Layer.provide(Rpcs.toLayer({ rows: () => Stream.orDie(Stream.fromAsyncIterable(rows(), String)) })),
    Layer.provide(RpcServer.layerProtocolWorkerRunner),
    Layer.provide(NodeWorkerRunner.layer),
    Layer.launch,
    NodeRuntime.runMain,
  );
}

/**
 * Effect's workers acknowledge each chunk. A buffer of one is the smallest that the client allows.
 */
export function consume({ file, options }: WorkerStart, take: () => Promise<void>): Promise<unknown> {
  const protocol = RpcClient.layerProtocolWorker({ size: 1, concurrency: 1 }).pipe(
    Layer.provide(NodeWorker.layer(() => new Worker(file, options))),
  );
  return RpcClient.make(Rpcs).pipe(
    Effect.flatMap((client) =>
      Stream.runForEach(client.rows(undefined, { streamBufferSize: 1 }), () => Effect.promise(take)),
    ),
    Effect.scoped,
    Effect.provide(protocol),
    Effect.runPromise,
  );
}
