import type { Endpoint } from 'comlink';
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js';

/** A worker or its parent port in comlink's form. Its typings declare this CommonJS file to be an ES module. */
export const endpointOf = nodeEndpoint as unknown as (port: object) => Endpoint;
