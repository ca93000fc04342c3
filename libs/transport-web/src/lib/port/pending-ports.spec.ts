import { PendingPorts } from './pending-ports.js';

const KEPT = 256;

function setUp() {
  const target = new EventTarget();
  const arrivals = new PendingPorts({ target, judge: () => 'accept', ask: () => undefined });
  const [closed, ignored]: [string[], number[]] = [[], []];
  arrivals.ignored$.subscribe((count) => ignored.push(count));
  const ports: MessagePort[] = [];
  /** Connects as an honest worker would, and says what becomes of the port. */
  const knock = (nonce: string): void => {
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
    arrivals.stop();
    for (const port of ports) port.close();
  };
  return { knock, closed, ignored, end };
}

beforeAll(() => {
  // A window's, which Node has not.
  Object.assign(globalThis, { addEventListener: () => undefined, removeEventListener: () => undefined });
});

describe('connections of one worker', () => {
  it('are known by the newest nonces only: the one that was asked connects again', () => {
    const { knock, closed, end } = setUp();
    knock('first');
    for (let n = 1; n < KEPT; n++) knock(`nonce ${n}`);
    closed.length = 0;
    knock('first');
    expect(closed).toEqual(['first']);
    closed.length = 0;
    knock('one more');
    knock('first');
    // Forgotten: it is a new connection, and takes the place of the one that nobody has taken up.
    expect(closed).not.toContain('first');
    end();
  });

  it('have a nonce of 64 characters at most, which are kept', () => {
    const { knock, ignored, end } = setUp();
    knock('n'.repeat(64));
    expect(ignored).toEqual([]);
    knock('n'.repeat(65));
    expect(ignored).toEqual([1]);
    end();
  });
});
