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
export { explore, type Explore } from './lib/explore/explore.js';
export { ExploreFailure } from './lib/explore/explore-failure.js';
export type { ExploreOptions } from './lib/explore/explore-options.js';
export { ExploreReport } from './lib/explore/explore-report.js';
export type { Invariant, Invariants } from './lib/explore/invariant.js';
export { NondeterminismError } from './lib/explore/nondeterminism.js';
export type {
  ExploredGuestOptions,
  ExploredLink,
  ExploredLinkOptions,
  ExploredMainOptions,
  ExploreHelpers,
  Faults,
  Scenario,
} from './lib/explore/scenario.js';
export { messagesOf, type MessagesOptions, type RecordedMessage } from './lib/record/messages-of.js';
export { readRecording } from './lib/record/json-lines.js';
export { record, type RecordLimit, type RecordOptions } from './lib/record/record.js';
export type { RecordedBody, RecordedHead, Recording } from './lib/record/recording.js';
export { replay, type Replay, type ReplayOptions } from './lib/record/replay.js';
export type { Difference } from './lib/record/difference.js';
export { replaySpec, type ReducerOfSpec, type ReplaySpecOptions } from './lib/record/replay-spec.js';
export { toMarbles, type MarblesOptions } from './lib/record/to-marbles.js';
export type { Expected, ExpectedObservable, MarbleValues } from './lib/virtual/expectations.js';
export type { IpcHelpers, IpcOptions, MessageSource, WireSource } from './lib/virtual/ipc-helpers.js';
export type { LinkDirection } from './lib/virtual/lane.js';
export type { EachWay, GuestLinkOptions, LinkOptions } from './lib/virtual/link-options.js';
export { runIpc } from './lib/virtual/run-ipc.js';
export { runIpcAsync, type AsyncIpcHelpers } from './lib/virtual/run-ipc-async.js';
export type { VirtualLink } from './lib/virtual/virtual-link.js';
export type { Direction, WireMessage } from './lib/virtual/wire-message.js';
export { watchSlowConsumer, type SlowConsumerReport } from './lib/slow-consumer.js';
