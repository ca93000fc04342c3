export { serveConformance } from './lib/conformance/evaluate.js';
