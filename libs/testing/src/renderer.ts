/**
 * The part of the conformance suite that runs in a renderer. It loads no test runner.
 *
 * @module @culvert/testing/renderer
 */
export type { FixtureOptions } from './lib/conformance/conformance-run.js';
export { serveConformance } from './lib/conformance/evaluate.js';
