import { MARK_BYTES } from '@culvert/core/transport-kit';
import { PortLink } from './port-link.js';

/** A port whose other end is the test. */
function setUp() {
  const sent: unknown[] = [];
  const listeners: ((event: unknown) => void)[] = [];
  const port = {
    addEventListener: (type: string, listener: (event: unknown) => void) =>
      type === 'message' && listeners.push(listener),
    postMessage: (message: unknown) => sent.push(message),
    start: () => undefined,
    close: () => undefined,
  };
  const link = new PortLink({ port: port as unknown as MessagePort, sharesLocks: false });
  const say = (data: unknown) => listeners.forEach((listener) => listener({ data }));
  const marks = () =>
    sent.flatMap((message) => ('mark' in (message as object) ? [(message as { mark: string }).mark] : []));
  return { link, say, sent, marks };
}

const large = 'x'.repeat(MARK_BYTES / 2);

beforeAll(() => {
  // A window's, which Node has not.
  Object.assign(globalThis, { addEventListener: () => undefined, removeEventListener: () => undefined });
});

describe('what waits in a port', () => {
  it('is what stands before a mark that has not come back', () => {
    const { link, say, marks } = setUp();
    expect(link.queuedBytes).toBe(0);
    link.send(large);
    link.send(large);
    expect(link.queuedBytes).toBe(2 * MARK_BYTES);
    const [first, second] = marks();
    say({ mark: 'guessed' });
    expect(link.queuedBytes).toBe(2 * MARK_BYTES);
    say({ mark: first });
    say({ mark: first });
    expect(link.queuedBytes).toBe(MARK_BYTES);
    say({ mark: second });
    expect(link.queuedBytes).toBe(0);
  });

  it('costs nothing where nobody asks, and where little is sent', () => {
    const { link, sent } = setUp();
    link.send(large);
    expect(sent).toEqual([{ frame: large }]);
    const asked = setUp();
    expect(asked.link.queuedBytes).toBe(0);
    asked.link.send(large.slice(1));
    expect(asked.marks()).toEqual([]);
  });
});

describe('a mark of the peer', () => {
  it('goes back, and no more often than there is something behind which it stands', () => {
    const { say, sent } = setUp();
    say({ mark: 'early' });
    say({ frame: large });
    say({ mark: 'due' });
    for (let n = 0; n < 1000; n++) say({ mark: 'flood' });
    expect(sent).toEqual([{ mark: 'due' }]);
  });
});
