import { NodeRuntime, NodeWorkerRunner } from '@effect/platform-node';
import { Layer, Stream } from 'effect';
import { RpcServer } from 'effect/rpc';
import { payloadSource } from '../measure/payloads.js';
import { Rpcs } from './effect-rpcs.js';

const handlers = Rpcs.toLayer({
  rows: ({ count, payload }) => Stream.map(Stream.range(1, count), payloadSource(payload)),
});

RpcServer.layer(Rpcs).pipe(
  Layer.provide(handlers),
  Layer.provide(RpcServer.layerProtocolWorkerRunner),
  Layer.provide(NodeWorkerRunner.layer),
  Layer.launch,
  NodeRuntime.runMain,
);
