export type { FixtureOptions } from './lib/conformance/conformance-run.js';
export { serveConformance } from './lib/conformance/evaluate.js';
