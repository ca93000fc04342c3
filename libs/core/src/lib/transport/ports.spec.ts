import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { EMPTY_BODY, packFrame, unpackFrame, type Encoding, type Frame } from '@culvert/protocol';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import {
  createMain,
  createMemoryLink,
  structured,
  type Inspection,
  type MainOptions,
  type MessagePortLike,
  type Transport,
} from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

const opened: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of opened.splice(0)) [port1, port2].forEach((port) => port.close());
});

function channel(): MessageChannel {
  const created = new MessageChannel();
  opened.push(created);
  return created;
}

/** Resolves with the next message of a port, or with its close. */
function next(port: object | undefined): Promise<unknown> {
  return new Promise((resolve) => {
    const target = port as MessagePort;
    target.once('message', resolve);
    target.once('close', () => resolve('closed'));
  });
}

function setUp(options: MainOptions = {}, link?: readonly [main: Transport, renderer: Transport]) {
  const { main, open, turn } = inVirtualTime(options);
  return { main, turn, drops: dropsOf(main), ...open({}, {}, link) };
}

describe('postMessage with ports', () => {
  it('transfers them to main, in order, with their messages so far', async () => {
    const { main, ipcRenderer, turn } = setUp();
    const [a, b] = [channel(), channel()];
    const received: unknown[][] = [];
    let ports: readonly MessagePortLike[] = [];
    main.ipcMain.on('x', (event, ...args: unknown[]) => {
      received.push(args);
      ports = event.ports;
    });
    a.port2.postMessage('a, early');
    ipcRenderer.postMessage('x', { two: 'ports' }, [a.port1, b.port1]);
    turn();
    expect(received).toEqual([[{ two: 'ports' }]]);
    expect(ports).toHaveLength(2);
    expect(await next(ports[0])).toBe('a, early');
    b.port2.postMessage('b');
    expect(await next(ports[1])).toBe('b');
    const answer = next(a.port2);
    ports[0]!.postMessage('back');
    expect(await answer).toBe('back');
  });

  it('transfers them only to that renderer, even before its handshake', async () => {
    const { main, webContents, ipcRenderer, turn } = setUp();
    const { port1, port2 } = channel();
    let ports: readonly MessagePortLike[] = [];
    ipcRenderer.on('x', (event) => (ports = event.ports));
    webContents.postMessage('x', 1, [port1]);
    turn();
    port2.postMessage('through');
    expect(await next(ports[0])).toBe('through');
    main.close();
  });

  it('shows channels the ports, and inspect$ only their number', () => {
    const { main, ipcRenderer, turn } = setUp();
    const counts: number[] = [];
    const inspected: Inspection[] = [];
    main.inspect$.subscribe((item) => inspected.push(item));
    main.channel('x').messages$.subscribe(({ event }) => counts.push(event.ports.length));
    ipcRenderer.postMessage('x', 1, [channel().port1]);
    turn();
    expect(counts).toEqual([1]);
    const shown = inspected.find(
      (item) => item.kind === 'event' && item.event.type === 'receive' && item.event.message.kind === 'send',
    );
    expect(shown).toMatchObject({ event: { body: { ports: [{}] } }, effects: [{ body: { ports: [{}] } }] });
    expect(structuredClone(shown)).toEqual(shown);
  });

  it('keeps its place among other messages', () => {
    const { main, ipcRenderer, turn } = setUp();
    const order: unknown[] = [];
    main.ipcMain.on('x', (event, n) => order.push([n, event.ports.length]));
    ipcRenderer.send('x', 1);
    ipcRenderer.postMessage('x', 2, [channel().port1]);
    ipcRenderer.send('x', 3);
    ipcRenderer.postMessage('x', 4, [channel().port1, channel().port1]);
    turn();
    expect(order).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 2],
    ]);
  });

  it('detaches an ArrayBuffer of the list, and delivers its bytes', () => {
    const { main, ipcRenderer, turn } = setUp({ codec: structured });
    const received: unknown[] = [];
    main.ipcMain.on('x', (event, bytes) => received.push(bytes, event.ports));
    const bytes = new Uint8Array([1, 2]);
    ipcRenderer.postMessage('x', bytes, [bytes.buffer]);
    expect(bytes.byteLength).toBe(0);
    turn();
    expect(received).toEqual([new Uint8Array([1, 2]), []]);
  });
});

describe('a transfer list that cannot be transferred', () => {
  function transferred(): object {
    const { port1 } = channel();
    structuredClone(0, { transfer: [port1] });
    return port1;
  }
  function closed(): object {
    const { port1 } = channel();
    port1.close();
    return port1;
  }
  const twice = (): object[] => {
    const { port1 } = channel();
    return [port1, port1];
  };

  it.each<[string, () => unknown, RegExp]>([
    ['an object', () => [{}], /'x': transfer\[0\] is no MessagePort/],
    ['null', () => [channel().port1, null], /'x': transfer\[1\] is no MessagePort/],
    [
      'an object that only looks like a port',
      () => [{ postMessage() {}, close() {} }],
      /'x': a port is closed/,
    ],
    [
      'a port that was transferred before',
      () => [transferred()],
      /'x': a port is closed, or was transferred before/,
    ],
    ['a closed port', () => [closed()], /'x': a port is closed/],
    ['the same port twice', twice, /'x': transfer\[1\] is the same as transfer\[0\]/],
    ['null instead of a list', () => null, /'x': the transfer list must be an array/],
    ['a port instead of a list', () => channel().port1, /'x': the transfer list must be an array/],
  ])('throws at the call, in both directions, and nothing else is lost: %s', (_name, transfer, message) => {
    const { main, webContents, ipcRenderer, turn } = setUp();
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, value) => heard.push(value));
    ipcRenderer.on('x', (_event, value) => heard.push(value));
    const refusal = expect.objectContaining({
      code: 'ERR_CULVERT_INVALID_TRANSFER',
      message: expect.stringMatching(message),
    });
    ipcRenderer.send('x', 'before');
    expect(() => ipcRenderer.postMessage('x', 1, transfer() as object[])).toThrow(refusal);
    expect(() => webContents.postMessage('x', 1, transfer() as object[])).toThrow(refusal);
    ipcRenderer.send('x', 'after');
    webContents.send('x', 'after');
    turn();
    expect(heard.sort()).toEqual(['after', 'after', 'before']);
  });

  it('leaves the port to its owner if the value cannot be sent', async () => {
    const { ipcRenderer, webContents } = setUp({ codec: structured });
    const { port1, port2 } = channel();
    for (const sender of [ipcRenderer, webContents]) {
      expect(() => sender.postMessage('x', () => undefined, [port1])).toThrow(
        expect.objectContaining({ code: 'ERR_CULVERT_UNSERIALIZABLE' }),
      );
    }
    port2.postMessage('still mine');
    expect(await next(port1)).toBe('still mine');
  });
});

describe('postMessage over a transport that transfers no ports', () => {
  function textLink(): [Transport, Transport] {
    const [toMain, toRenderer] = [new Subject<Frame>(), new Subject<Frame>()];
    const end = (frames$: Subject<Frame>, peer: Subject<Frame>): Transport => ({
      encoding: 'text',
      frames$,
      send: (frame) => peer.next(frame),
      close: () => undefined,
    });
    return [end(toMain, toRenderer), end(toRenderer, toMain)];
  }

  it('throws at the call in both directions, and leaves the port to its owner', async () => {
    const { main, webContents, ipcRenderer, turn } = setUp({}, textLink());
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, value) => heard.push(value));
    turn();
    const { port1, port2 } = channel();
    for (const sender of [ipcRenderer, webContents]) {
      expect(() => sender.postMessage('x', 1, [port1])).toThrow(
        expect.objectContaining({
          code: 'ERR_CULVERT_PORTS_UNSUPPORTED',
          message: expect.stringMatching(/'x'.*cannot transfer ports.*worker/),
        }),
      );
    }
    ipcRenderer.postMessage('x', 'without', []);
    turn();
    expect(heard).toEqual(['without']);
    port2.postMessage('still mine');
    expect(await next(port1)).toBe('still mine');
  });
});

describe('ports without a receiver', () => {
  it('are closed if main has no listener', async () => {
    const { ipcRenderer, drops, turn } = setUp();
    const { port1, port2 } = channel();
    ipcRenderer.postMessage('x', 1, [port1]);
    turn();
    expect(await next(port2)).toBe('closed');
    expect(drops).toMatchObject([{ reason: 'unheard', channel: 'x' }]);
  });

  it('are closed if the policy denies them', async () => {
    const { main, ipcRenderer, drops, turn } = setUp({ policy: ({ kind }) => kind !== 'send' });
    main.ipcMain.on('x', () => undefined);
    const { port1, port2 } = channel();
    ipcRenderer.postMessage('x', 1, [port1]);
    turn();
    expect(await next(port2)).toBe('closed');
    expect(drops).toMatchObject([{ reason: 'denied' }]);
  });

  it('are closed if the renderer has no listener', async () => {
    const { renderer, webContents, turn } = setUp();
    const { port1, port2 } = channel();
    renderer.start();
    webContents.postMessage('x', 1, [port1]);
    turn();
    expect(await next(port2)).toBe('closed');
  });

  it('are closed without an error if the other side is gone', async () => {
    const { main, webContents, renderer, ipcRenderer, turn } = setUp();
    const [a, b] = [channel(), channel()];
    turn();
    renderer.close();
    turn();
    webContents.postMessage('x', 1, [a.port1]);
    ipcRenderer.postMessage('x', 1, [b.port1]);
    expect(await Promise.all([next(a.port2), next(b.port2)])).toEqual(['closed', 'closed']);
    main.close();
  });

  it('are closed if the renderer leaves before its handshake', async () => {
    const scheduler = new VirtualTimeScheduler();
    const main = createMain({ scheduler });
    const [mainEnd] = createMemoryLink({ scheduler });
    const { port1, port2 } = channel();
    main.connect(mainEnd).postMessage('x', 1, [port1]);
    main.close();
    expect(await next(port2)).toBe('closed');
  });
});

describe("a peer's frame", () => {
  function hostile(encoding: Encoding) {
    const { main, peer } = inVirtualTime();
    const drops = dropsOf(main, ({ reason }) => reason);
    const heard: number[] = [];
    main.ipcMain.on('x', ({ ports }) => heard.push(ports.length));
    const { frames$, send } = peer({}, { encoding, transfersPorts: true });
    send(hello);
    return { frames$, drops, heard };
  }
  const send = '{"kind":"send","channel":"x"}';

  it.each<[string, Encoding, Frame]>([
    ['claims a missing port', 'structured-clone', `[[${send}],[2],[1]]\n[]`],
    ['claims more ports than memory has', 'structured-clone', `[[${send}],[2],[1e15]]\n[]`],
    ['claims a fraction of a port', 'structured-clone', `[[${send}],[2],[0.5]]\n[]`],
    ['claims ports by a string', 'structured-clone', `[[${send}],[2],["1"]]\n[]`],
    ['has an object in place of a port', 'structured-clone', [`[[${send}],[2],[1]]\n[]`, {}]],
    ['has bytes in place of a port', 'structured-clone', [`[[${send}],[2],[1]]\n[]`, new Uint8Array(1)]],
    ['claims a port in text', 'text', `[[${send}],[2],[1]]\n[]`],
  ])('is malformed, dropped and counted when it %s', (_name, encoding, frame) => {
    const { frames$, drops, heard } = hostile(encoding);
    frames$.next(frame);
    expect(drops).toEqual(['malformed']);
    frames$.next(`[[${send}],[2]]\n[]`);
    expect(heard).toEqual([0]);
  });

  it.each([
    { kind: 'sendTo', channel: 'x', to: 1 },
    { kind: 'sendToHost', channel: 'x' },
    { kind: 'sync', channel: 'x', seq: 1, timeoutMs: 1 },
    { kind: 'call', channel: 'x', seq: 1 },
  ] as const)('is malformed when its $kind has ports, which would go round the policy', async (message) => {
    const { frames$, drops } = hostile('structured-clone');
    const { port1, port2 } = channel();
    frames$.next(packFrame([{ message, body: { ...EMPTY_BODY, ports: [port1] } }], 'structured-clone'));
    expect(drops).toEqual(['malformed']);
    expect(await next(port2)).toBe('closed');
  });

  it('carries ports after its blobs', () => {
    const { port1, port2 } = channel();
    const blob = new Uint8Array([7]);
    const message = { kind: 'send', channel: 'x' } as const;
    const packets = [
      { message, body: { text: '[1]', blobs: [blob], ports: [port1] } },
      { message, body: { text: '[2]', blobs: [] } },
      { message, body: { text: '[3]', blobs: [blob], ports: [port2] } },
    ];
    expect(unpackFrame(packFrame(packets, 'structured-clone'), 'structured-clone')).toEqual(packets);
  });
});
