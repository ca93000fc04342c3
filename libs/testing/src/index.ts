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
export { runIpc, type IpcHelpers, type LinkOptions } from './lib/run-ipc.js';
export type { VirtualLink, WireSettings } from './lib/virtual-link.js';
export { watchSlowConsumer, type SlowConsumerReport } from './lib/slow-consumer.js';
