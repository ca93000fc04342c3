import type { Endpoint } from 'comlink';
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js';

/** A worker or its parent port as comlink wants it. Its typings say of this CommonJS file that it were an ES module. */
export const endpointOf = nodeEndpoint as unknown as (port: object) => Endpoint;
