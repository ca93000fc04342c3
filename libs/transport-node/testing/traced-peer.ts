/**
 * A renderer in a worker, with OpenTelemetry of its own. It calls main, or main calls it, and it reports its
 * spans.
 */
import { createRenderer } from '@culvert/core';
import { call, defineContract, expose, wrap } from '@culvert/core/contract';
import { tracing } from '@culvert/core/tracing';
import { parentTransport } from '../src/index.js';
import { startTracing } from './start-tracing.js';

const { api, spans } = startTracing();
const interceptors = [tracing({ api })];
const renderer = createRenderer(parentTransport());
const ofMain = defineContract('main', { relay: call<number, number>() });
const ofPeer = defineContract('peer', {
  ask: call<void, number>(),
  work: call<number, number>(),
  spans: call<void, unknown>(),
});

expose(
  renderer,
  defineContract('peer', { work: call<number, number>() }),
  { work: (n) => 2 * n },
  { interceptors },
);
const main = wrap(renderer, ofMain, { interceptors });
const { members } = ofPeer;
expose(renderer, defineContract('peer', { ask: members.ask, spans: members.spans }), {
  ask: () => main.relay(21),
  spans,
});
