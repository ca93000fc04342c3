export type {
  Capabilities,
  ConformanceCase,
  ConformanceContext,
} from './lib/conformance/conformance-case.js';
export {
  conformanceCases,
  describeTransport,
  type FixtureOptions,
  type TransportFixture,
  type TransportFixtureFactory,
} from './lib/conformance/describe-transport.js';
export { serveConformance } from './lib/conformance/evaluate.js';
export { RemoteRenderer } from './lib/conformance/remote-renderer.js';
export { runIpc, type IpcHelpers, type LinkOptions } from './lib/run-ipc.js';
export type { VirtualLink } from './lib/virtual-link.js';
