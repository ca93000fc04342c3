import { PendingPorts } from './pending-ports.js';

const KEPT = 256;

function setUp() {
  const target = new EventTarget();
  const pending = new PendingPorts({ target, judge: () => 'accept', ask: () => undefined });
  const [closed, ignored]: [string[], number[]] = [[], []];
  pending.ignored$.subscribe((count) => ignored.push(count));
  const ports: MessagePort[] = [];
  /** Connects as an honest worker does, and records the events of the port. */
  const connect = (nonce: string): void => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    const close = port2.close.bind(port2);
    port2.close = () => {
      closed.push(nonce);
      close();
    };
    const data = { type: 'culvert:connect', nonce, port: port2 };
    target.dispatchEvent(new MessageEvent('message', { data }));
  };
  const end = (): void => {
    pending.stop();
    for (const port of ports) port.close();
  };
  return { connect, closed, ignored, end };
}

beforeAll(() => {
  // Functions of a window, which Node does not have.
  Object.assign(globalThis, { addEventListener: () => undefined, removeEventListener: () => undefined });
});

describe('PendingPorts', () => {
  it('recognises a repeated connection only by the newest nonces', () => {
    const { connect, closed, end } = setUp();
    connect('first');
    for (let n = 1; n < KEPT; n++) connect(`nonce ${n}`);
    closed.length = 0;
    connect('first');
    expect(closed).toEqual(['first']);
    closed.length = 0;
    connect('one more');
    connect('first');
    // Its nonce was forgotten, so it counts as a new connection and replaces the pending one.
    expect(closed).not.toContain('first');
    end();
  });

  it('accepts a nonce of 64 characters at most, because it keeps them', () => {
    const { connect, ignored, end } = setUp();
    connect('n'.repeat(64));
    expect(ignored).toEqual([]);
    connect('n'.repeat(65));
    expect(ignored).toEqual([1]);
    end();
  });
});
