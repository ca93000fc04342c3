export type { FixtureOptions } from './lib/conformance/describe-transport.js';
export { serveConformance } from './lib/conformance/evaluate.js';
