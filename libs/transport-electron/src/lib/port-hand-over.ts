import type { Port } from '@culvert/protocol';

/**
 * `contextBridge` copies no ports. A page and its preload script are two worlds of one document and
 * share its events. If one world dispatches a `MessageEvent`, the other gets it at once, with the
 * same ports. The event arrives before the call that carries the frame returns. So frames with and
 * without ports keep one order, and `sendSync` can follow. Other documents cannot dispatch such an
 * event, while `window.postMessage` would be open to them.
 */
export type PortTarget = EventTarget;

export type Towards = 'page' | 'preload';

const typeOf = (to: Towards): string => `culvert:ports-to-${to}`;

export function handOver(target: PortTarget, to: Towards, connection: string, ports: readonly Port[]): void {
  if (ports.length === 0) return;
  target.dispatchEvent(new MessageEvent(typeOf(to), { data: connection, ports: ports as MessagePort[] }));
}

/** Keeps transferred ports until their frame comes. */
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
