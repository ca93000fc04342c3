import { Worker } from 'node:worker_threads';
import { NodeWorker } from '@effect/platform-node';
import { Effect, Layer, ManagedRuntime, Scope, Stream } from 'effect';
import { RpcClient } from 'effect/rpc';
import type { Parameters } from '../measure/contender.js';
import type { LocalRun } from '../measure/local-contender.js';
import { Rpcs } from './effect-rpcs.js';

const protocol = RpcClient.layerProtocolWorker({ size: 1, concurrency: 1 }).pipe(
  Layer.provide(NodeWorker.layer(() => new Worker(new URL('./effect-worker.js', import.meta.url)))),
);

export async function start({ payload }: Parameters): Promise<LocalRun> {
  const runtime = ManagedRuntime.make(protocol);
  const scope = Scope.makeUnsafe();
  const client = await runtime.runPromise(
    RpcClient.make(Rpcs).pipe(Effect.provideService(Scope.Scope, scope)),
  );
  return {
    run: (count) => runtime.runPromise(Stream.runDrain(client.rows({ count, payload }))),
    close: () => runtime.dispose(),
  };
}
