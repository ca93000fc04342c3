import type { Port } from '@culvert/protocol';

/**
 * `contextBridge` copies no ports. A page and its preload script are two worlds of one document and share its
 * events: a `MessageEvent` that one dispatches, the other gets at once, with the same ports. It comes before the call
 * that carries their frame returns, so frames with and without ports keep one order, and `sendSync` can follow.
 * Nobody outside of the document can dispatch there, as they could with `window.postMessage`.
 */
export type PortTarget = EventTarget;

export type Towards = 'page' | 'preload';

const typeOf = (to: Towards): string => `culvert:ports-to-${to}`;

export function handOver(target: PortTarget, to: Towards, connection: string, ports: readonly Port[]): void {
  if (ports.length === 0) return;
  target.dispatchEvent(new MessageEvent(typeOf(to), { data: connection, ports: ports as MessagePort[] }));
}

/** Keeps what was handed over until the frame comes that it belongs to. */
export class PortInbox {
  private readonly target: PortTarget;
  private readonly type: string;
  private readonly connection: string;
  private ports: Port[] = [];

  constructor(target: PortTarget, self: Towards, connection: string) {
    this.target = target;
    this.type = typeOf(self);
    this.connection = connection;
    target.addEventListener(this.type, this.receive);
  }

  take(): readonly Port[] {
    const { ports } = this;
    if (ports.length > 0) this.ports = [];
    return ports;
  }

  close(): void {
    this.target.removeEventListener(this.type, this.receive);
  }

  private readonly receive = (event: Event): void => {
    const { data, ports } = event as MessageEvent<unknown>;
    if (data === this.connection) this.ports.push(...ports);
  };
}
