/** A renderer of the conformance suite, as a page of a main in a SharedWorker. */
import { serveConformance } from '@culvert/testing/renderer';
import { workerTransport } from '../src/index.js';
import { createQueriedRenderer } from './conformance-start.js';

const worker = new SharedWorker('/conformance-main-worker.js', { type: 'module' });

serveConformance(createQueriedRenderer(workerTransport(worker)), (text) => console.log(text));
