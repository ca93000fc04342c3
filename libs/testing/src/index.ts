/**
 * Marble tests of IPC in virtual time, and the conformance suite for transports.
 *
 * @module @culvert/testing
 */
export type {
  Capabilities,
  ConformanceCase,
  ConformanceContext,
  OpenedRenderer,
  Requirement,
} from './lib/conformance/conformance-case.js';
export { connectNext, type ConnectNext } from './lib/conformance/connect-next.js';
export { conformanceCases } from './lib/conformance/conformance-cases.js';
export {
  startConformance,
  type ConformanceRun,
  type FixtureOptions,
  type TransportFixture,
  type TransportFixtureFactory,
} from './lib/conformance/conformance-run.js';
export { describeConformance, describeTransport } from './lib/conformance/describe-transport.js';
export { serveConformance, type RendererTools } from './lib/conformance/evaluate.js';
export { RemoteRenderer } from './lib/conformance/remote-renderer.js';
export { messagesOf, type MessagesOptions, type RecordedMessage } from './lib/record/messages-of.js';
export { readRecording } from './lib/record/json-lines.js';
export { record, type RecordLimit, type RecordOptions } from './lib/record/record.js';
export type { RecordedBody, RecordedHead, Recording } from './lib/record/recording.js';
export { replay, type Replay, type ReplayOptions } from './lib/record/replay.js';
export type { Difference } from './lib/record/difference.js';
export { replaySpec, type ReducerOfSpec, type ReplaySpecOptions } from './lib/record/replay-spec.js';
export { toMarbles, type MarblesOptions } from './lib/record/to-marbles.js';
export { runIpc, type IpcHelpers, type LinkOptions } from './lib/run-ipc.js';
export type { VirtualLink, WireSettings } from './lib/virtual-link.js';
export { watchSlowConsumer, type SlowConsumerReport } from './lib/slow-consumer.js';
