/** The imports of each library for the same work, and the size budget of Culvert. */
export interface SizeEntry {
  readonly name: string;
  readonly source: string;
  /** Bytes, minified and with gzip. */
  readonly budget?: number;
}

export const sizeEntries: readonly SizeEntry[] = [
  {
    name: 'Culvert renderer',
    source: "export { createRenderer } from '@culvert/core';",
    budget: 18_700,
  },
  {
    name: 'Culvert renderer and WebSocket transport',
    source:
      "export { createRenderer } from '@culvert/core'; export { webSocketTransport } from '@culvert/transport-web';",
    budget: 21_720,
  },
  {
    name: 'Culvert renderer and contracts that it calls',
    source:
      "export { createRenderer } from '@culvert/core'; export { defineContract, wrap, call, stream, event } from '@culvert/core/contract';",
    budget: 30_330,
  },
  { name: 'comlink', source: "export { wrap, expose } from 'comlink';" },
  { name: 'birpc', source: "export { createBirpc } from 'birpc';" },
  {
    name: 'oRPC client',
    source:
      "export { createORPCClient } from '@orpc/client'; export { RPCLink } from '@orpc/client/message-port';",
  },
  { name: 'kkrpc', source: "export { RPCChannel, WorkerParentIO } from 'kkrpc/browser';" },
  { name: 'capnweb', source: "export { newMessagePortRpcSession, RpcTarget } from 'capnweb';" },
];
