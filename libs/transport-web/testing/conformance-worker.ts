/** A renderer of the conformance suite, as a dedicated worker. */
import { serveConformance } from '@culvert/testing/renderer';
import { parentTransport } from '../src/index.js';
import { createQueriedRenderer } from './conformance-start.js';

// Reports go by the user's own `postMessage`, which still works when the connection is closed.
serveConformance(createQueriedRenderer(parentTransport()), (text) => postMessage(text));
