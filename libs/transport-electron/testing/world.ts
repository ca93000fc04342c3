/** One world of a document in Chromium. The test reads its port inbox by name, from outside. */
import { PortInbox, handOver, type Towards } from '../src/lib/port-hand-over.js';

Object.assign(globalThis, {
  world: {
    listen: (self: Towards) => Object.assign(globalThis, { inbox: new PortInbox(globalThis, self, 'c') }),
    take: () => (globalThis as unknown as { readonly inbox: PortInbox }).inbox.take(),
    handOver: (to: Towards, connection: string, ports: readonly MessagePort[]) =>
      handOver(globalThis, to, connection, ports),
  },
});
