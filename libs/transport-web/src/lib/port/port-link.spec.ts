import { attachGuest, createMain, createMemoryLink, createRenderer, type Transport } from '@culvert/core';
import { MARK_BYTES } from '@culvert/transport-kit';
import { EMPTY_BODY, packFrame } from '@culvert/protocol';
import { filter, firstValueFrom, interval } from 'rxjs';
import { PortLink } from './port-link.js';

/** A link over a port. The test holds the other end. */
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
  // Functions of a window, which Node does not have.
  Object.assign(globalThis, { addEventListener: () => undefined, removeEventListener: () => undefined });
});

describe('the unread bytes of a link', () => {
  it('are the bytes sent before a mark that has not come back', () => {
    const { link, say, marks } = setUp();
    expect(link.queuedBytes).toBe(0);
    link.send(large);
    link.send(large);
    expect(link.queuedBytes).toBe(2 * MARK_BYTES);
    const [first, second] = marks();
    say({ kind: 'mark', mark: 'guessed' });
    expect(link.queuedBytes).toBe(2 * MARK_BYTES);
    say({ kind: 'mark', mark: first });
    say({ kind: 'mark', mark: first });
    expect(link.queuedBytes).toBe(MARK_BYTES);
    say({ kind: 'mark', mark: second });
    expect(link.queuedBytes).toBe(0);
  });

  it('cost nothing if main does not ask for them, or little is sent', () => {
    const { link, sent } = setUp();
    link.send(large);
    expect(sent).toEqual([{ kind: 'frame', frame: large }]);
    const asked = setUp();
    expect(asked.link.queuedBytes).toBe(0);
    asked.link.send(large.slice(1));
    expect(asked.marks()).toEqual([]);
  });
});

describe('the mark of a peer', () => {
  it('goes back only after enough bytes came before it', () => {
    const { say, sent } = setUp();
    say({ kind: 'mark', mark: 'early' });
    say({ kind: 'frame', frame: large });
    say({ kind: 'mark', mark: 'due' });
    for (let n = 0; n < 1000; n++) say({ kind: 'mark', mark: 'flood' });
    expect(sent).toEqual([{ kind: 'mark', mark: 'due' }]);
  });
});

const until = (isTrue: () => boolean) => firstValueFrom(interval(1).pipe(filter(isTrue)));

/** Links over channels of the platform. Each is closed after its test. */
const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});
function channel() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  return [port1, port2] as const;
}
const linkOf = (port: MessagePort) => new PortLink({ port, sharesLocks: false });

describe('a link over real ports', () => {
  it('counts the bytes that the other end has not read, and zero when it has read all', async () => {
    const [here, there] = channel();
    const sender = linkOf(here);
    expect(sender.queuedBytes).toBe(0);
    for (let n = 0; n < 40; n++) sender.send(large);
    sender.send('short');
    expect(sender.queuedBytes).toBe(40 * MARK_BYTES);
    // The other end reads from this line on.
    const receiver = linkOf(there);
    const heard: unknown[] = [];
    receiver.frames$.subscribe((frame) => heard.push((frame as string).length));
    await until(() => heard.length === 41);
    await until(() => sender.queuedBytes === 0);
    expect(heard).toEqual([...Array<number>(40).fill(large.length), 5]);
    // The bytes below the threshold count with the next mark, two for each character.
    sender.send(large);
    expect(sender.queuedBytes).toBe(MARK_BYTES + 10);
    await until(() => sender.queuedBytes === 0);
  });

  it('counts transferred bytes by their former size, each direction apart', async () => {
    const [here, there] = channel();
    const [one, other] = [linkOf(here), linkOf(there)];
    expect([one.queuedBytes, other.queuedBytes]).toEqual([0, 0]);
    const bytes = new Uint8Array(MARK_BYTES);
    one.send(['', bytes], [bytes.buffer]);
    expect(bytes.byteLength).toBe(0);
    expect([one.queuedBytes, other.queuedBytes]).toEqual([MARK_BYTES, 0]);
    other.send(large);
    expect([one.queuedBytes, other.queuedBytes]).toEqual([MARK_BYTES, MARK_BYTES]);
    await until(() => one.queuedBytes + other.queuedBytes === 0);
  });

  it('ends when its other end closes while marks are on their way, and sends no answer', async () => {
    const [here, there] = channel();
    const [sender, receiver] = [linkOf(here), linkOf(there)];
    expect(sender.queuedBytes).toBe(0);
    for (let n = 0; n < 4; n++) sender.send(large);
    receiver.close();
    await until(() => sender.isEnded);
    expect([sender.endedBy, receiver.isEnded]).toEqual(['bye', true]);
  });
});

describe('a guest over real ports that reads nothing', () => {
  const LIMIT = 4 * MARK_BYTES;

  function transportOf(link: PortLink): Transport {
    return {
      encoding: 'structured-clone',
      frames$: link.frames$,
      send: (frame, transfer) => link.send(frame, transfer),
      close: () => link.close(),
      get queuedBytes() {
        return link.queuedBytes;
      },
    };
  }

  it('is ended by its window at the limit; the window and its other guests get all messages', async () => {
    const main = createMain();
    const [mainEnd, hostEnd] = createMemoryLink();
    main.connect(mainEnd);
    const host = createRenderer(hostEnd, { limits: { queuedBytes: LIMIT } });
    await host.ready;
    const embed = () => {
      const [hostPort, guestPort] = channel();
      const post = hostPort.postMessage.bind(hostPort);
      const guest = { guestPort, postedBytes: 0, isEnded: false };
      hostPort.postMessage = (message: object) => {
        if ('frame' in message) guest.postedBytes += (message.frame as string).length * 2;
        post(message);
      };
      const attached = attachGuest(host);
      attached.ended$.subscribe(() => (guest.isEnded = true));
      attached.connect(transportOf(linkOf(hostPort)), 'https://guest.example');
      return guest;
    };
    const [deaf, reading] = [embed(), embed()];
    // It says hello, and never starts its port.
    const hello = { kind: 'hello', version: 1, codec: 'electronJson' } as const;
    deaf.guestPort.postMessage({
      kind: 'frame',
      frame: packFrame([{ message: hello, body: EMPTY_BODY }], 'structured-clone'),
    });
    await until(() => deaf.postedBytes > 0);
    const renderer = createRenderer(transportOf(linkOf(reading.guestPort)));
    await renderer.ready;
    const heard = [0, 0];
    host.ipcRenderer.on('c', () => heard[0]!++);
    renderer.ipcRenderer.on('c', () => heard[1]!++);
    for (let n = 1; n <= 40; n++) {
      main.channel('c').next(large);
      await until(() => heard[0] === n && heard[1] === n);
    }
    expect([deaf.isEnded, reading.isEnded]).toEqual([true, false]);
    expect(deaf.postedBytes).toBeGreaterThan(LIMIT);
    expect(deaf.postedBytes).toBeLessThan(LIMIT + 3 * MARK_BYTES);
    expect(main.webContents.getAll()).toHaveLength(2);
    void main.close();
  });
});
