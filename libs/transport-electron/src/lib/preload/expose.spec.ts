import { EventEmitter } from 'node:events';
import { call, defineContract, expose, stream, wrap } from '@culvert/core/contract';
import {
  EMPTY_BODY,
  frameToBody,
  PROTOCOL_VERSION,
  packFrame,
  type Frame,
  type Message,
  type Packet,
} from '@culvert/protocol';
import { lastValueFrom, of } from 'rxjs';
import { createContextBridge } from '../../../testing/fake-electron/context-bridge.js';
import { localApp } from '../../../testing/local-app.js';
import type { Bridge } from '../bridge.js';
import { TO_MAIN, TO_RENDERER } from '../native.js';
import { handOver } from '../port-hand-over.js';
import { expose as exposeToPage, type ExposeOptions } from './expose.js';

/** A preload script alone. The test records its messages, and sends the messages of main. */
function setUp(options: ExposeOptions) {
  const mainWorld: Record<string, unknown> = {};
  const window = new EventTarget();
  const sent: unknown[][] = [];
  const emitter = new EventEmitter();
  const ipcRenderer = Object.assign(emitter, {
    send: (...args: unknown[]) => void sent.push(args),
    postMessage: (...args: unknown[]) => void sent.push(args),
    sendSync: (...args: unknown[]): unknown => void sent.push(args),
  });
  exposeToPage({ contextBridge: createContextBridge(mainWorld), ipcRenderer }, options, window);
  const bridge = mainWorld[options.apiKey ?? 'culvert'] as Bridge;
  const frames: Frame[] = [];
  const closed: unknown[] = [];
  const open = () =>
    bridge.open({ frame: (frame) => frames.push(frame), closed: (reason) => closed.push(reason) });
  const deliver = (connection: string, frame: Frame, ports: readonly MessagePort[] = []) =>
    emitter.emit(TO_RENDERER, { sender: ipcRenderer, ports }, { type: 'frame', connection, frame });
  return { mainWorld, window, sent, ipcRenderer, bridge, frames, closed, open, deliver };
}

function frameOf(...messages: Message[]): Frame {
  return packFrame(
    messages.map((message): Packet => ({ message, body: EMPTY_BODY })),
    'structured-clone',
  );
}

const hello: Message = { kind: 'hello', version: PROTOCOL_VERSION, codec: 'electronJson' };
const send = (channel: string): Message => ({ kind: 'send', channel });
const deliverOn = (channel: string): Message => ({ kind: 'deliver', channel, senderId: 0 });

describe('the bridge of a page', () => {
  it('consists of functions that carry frames, and gives no access to ipcRenderer', () => {
    const { mainWorld, ipcRenderer } = setUp({ channels: ['a'] });
    expect(Object.keys(mainWorld)).toEqual(['culvert']);
    expect(mainWorld['culvert']).toEqual({
      channels: ['a'],
      open: expect.any(Function),
      send: expect.any(Function),
      sendSync: expect.any(Function),
      close: expect.any(Function),
    });
    expect(Object.isFrozen(mainWorld['culvert'])).toBe(true);
    expect(Object.values(mainWorld['culvert'] as object)).not.toContain(ipcRenderer);
  });

  it.each<[string, Frame]>([
    ['no frame', undefined],
    ['a line that is no JSON', 'x\n'],
    ['sizes of another body', '[[{"kind":"deliver","channel":"a","senderId":0}],[9]]\n'],
    ['a sparse array', Object.assign([], { length: 1_000_000 })],
  ])('drops one unreadable frame with its ports, and nothing else: %s', (_, frame) => {
    const { open, deliver, frames, closed } = setUp({ channels: ['a'] });
    const name = open();
    const { port1, port2 } = new MessageChannel();
    const close = jest.spyOn(port2, 'close');
    expect(() => deliver(name, frame, [port2])).not.toThrow();
    expect(close).toHaveBeenCalledTimes(1);
    expect(frames).toEqual([]);
    deliver(name, frameOf(deliverOn('a')));
    expect(frames).toEqual([frameOf(deliverOn('a'))]);
    expect(closed).toEqual([]);
    port1.close();
  });

  it('has the name that the app gives', () => {
    expect(setUp({ channels: [], apiKey: 'ipc' }).mainWorld).toHaveProperty('ipc.channels', []);
  });

  it('is the only one of its document', () => {
    const { mainWorld, ipcRenderer, window } = setUp({ channels: ['a'] });
    const again = () =>
      exposeToPage(
        { contextBridge: createContextBridge(mainWorld), ipcRenderer },
        { channels: [], apiKey: 'b' },
        window,
      );
    expect(again).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    expect(Object.keys(mainWorld)).toEqual(['culvert']);
    expect(ipcRenderer.listenerCount(TO_RENDERER)).toBe(1);
  });

  it('listens to main only if the window had no property of that name', () => {
    const mainWorld = { taken: 1 };
    const ipcRenderer = new EventEmitter() as never;
    const exposing = (apiKey: string) =>
      exposeToPage({ contextBridge: createContextBridge(mainWorld), ipcRenderer }, { channels: [], apiKey });
    expect(() => exposing('taken')).toThrow('existing property');
    expect((ipcRenderer as EventEmitter).listenerCount(TO_RENDERER)).toBe(0);
    exposing('free');
    expect((ipcRenderer as EventEmitter).listenerCount(TO_RENDERER)).toBe(1);
  });

  it('cannot be created without a list', () => {
    for (const options of [{}, { channels: undefined }, { channels: 'a' }, { channels: [1] }]) {
      expect(() => setUp(options as unknown as ExposeOptions)).toThrow(
        expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
      );
    }
  });
});

describe('a frame of a page', () => {
  it.each([
    ['the handshake', hello],
    ['the cancel of a call', { kind: 'cancel', seq: 1 } as const],
    ['a channel of the list', send('a')],
    ['a channel of a namespace', { kind: 'call', channel: 'files/read', seq: 1 } as const],
  ])('is %s', (_, message) => {
    const { bridge, open, sent } = setUp({ channels: ['a', 'files/*'] });
    const connection = open();
    const frame = frameOf(message);
    expect(bridge.send(connection, frame)).toBeUndefined();
    expect(sent).toEqual([
      [TO_MAIN, { type: 'open', connection }],
      [TO_MAIN, { type: 'frame', connection, frame }],
    ]);
  });

  it.each<Message>([
    send('secret'),
    { kind: 'sync', channel: 'secret', seq: 1, timeoutMs: 1 },
    { kind: 'call', channel: 'secret', seq: 1 },
    { kind: 'sendTo', channel: 'secret', to: 1 },
    { kind: 'sendToHost', channel: 'secret' },
    { kind: 'port', channel: 'secret', to: 1, seq: 1 },
  ])('is refused if its channel is not listed: $kind', (message) => {
    const { bridge, open, sent } = setUp({ channels: ['a'] });
    const connection = open();
    const refused = expect.stringMatching(/^'secret': this page may not use it/);
    expect(bridge.send(connection, frameOf(send('a'), message))).toEqual(refused);
    expect(bridge.sendSync(connection, frameOf(message), 1)).toEqual({ type: 'refused', reason: refused });
    expect(sent).toHaveLength(1);
  });

  it.each<[string, Frame]>([
    ['nothing', undefined],
    ['text', 'x'],
    ['a number', 7],
    ['no list', '{}\n'],
    ['no message', '[[null],[0]]\n'],
    ['a message of no kind', '[[{}],[0]]\n'],
    ['a kind of its own', '[[{"kind":"shutdown"}],[0]]\n'],
    ['a channel that is no name', '[[{"kind":"send","channel":["a"]}],[0]]\n'],
    ['no channel', '[[{"kind":"send"}],[0]]\n'],
  ])('is refused if it is malformed: %s', (_, frame) => {
    const { bridge, open, sent } = setUp({ channels: ['*'] });
    expect(bridge.send(open(), frame)).toBe('This is no frame of Culvert.');
    expect(sent).toHaveLength(1);
  });

  it('is refused if its connection has ended, or was never there', () => {
    const { bridge, open, sent, closed } = setUp({ channels: ['*'] });
    const first = open();
    const second = open();
    expect(first).not.toBe(second);
    expect(closed).toEqual([undefined]);
    bridge.send(first, frameOf(hello));
    bridge.send('forged', frameOf(hello));
    expect(bridge.sendSync(first, frameOf(hello), 1)).toEqual({ type: 'closed' });
    bridge.close(first);
    expect(sent).toHaveLength(2);
    bridge.close(second);
    bridge.close(second);
    expect(sent.slice(2)).toEqual([[TO_MAIN, { type: 'close', connection: second }]]);
  });

  it('takes its ports along; the ports of a refused frame are closed', async () => {
    const { bridge, open, sent, window } = setUp({ channels: ['a'] });
    const connection = open();
    const [good, bad] = [new MessageChannel(), new MessageChannel()];
    const withPort = (channel: string) => `[[{"kind":"send","channel":"${channel}"}],[2],[1]]\n[]`;
    handOver(window, 'preload', connection, [good.port1]);
    expect(bridge.send(connection, withPort('a'))).toBeUndefined();
    expect(sent.at(-1)).toEqual([TO_MAIN, { type: 'frame', connection, frame: withPort('a') }, [good.port1]]);
    const closed = new Promise((resolve) => bad.port2.addEventListener('close', resolve));
    handOver(window, 'preload', connection, [bad.port1]);
    expect(bridge.send(connection, withPort('secret'))).toMatch(/^'secret'/);
    await closed;
    expect(bridge.send(connection, withPort('a'))).toBe('This is no frame of Culvert.');
    good.port1.close();
  });

  it('counts as sent on a closed connection if it is a sendSync and main does not listen', () => {
    const { bridge, open } = setUp({ channels: ['a'] });
    expect(bridge.sendSync(open(), frameOf(send('a')), 1)).toEqual({ type: 'closed' });
  });
});

describe('a frame to a page', () => {
  it('contains the messages of the wire itself and of listed channels, and no others', () => {
    const { open, deliver, frames } = setUp({ channels: ['a'] });
    const connection = open();
    const welcome: Message = { kind: 'welcome', id: 1, epoch: 1 };
    const whole = frameOf(welcome, deliverOn('a'));
    deliver(connection, whole);
    deliver(connection, frameOf(deliverOn('secret'), deliverOn('a'), deliverOn('other')));
    deliver(connection, frameOf(deliverOn('secret')));
    deliver(connection, frameOf({ kind: 'deliverToHost', channel: 'secret', guestId: 2 }));
    expect(frames).toEqual([whole, frameOf(deliverOn('a'))]);
  });

  it('is dropped if it belongs to another connection', () => {
    const { open, deliver, frames } = setUp({ channels: ['*'] });
    deliver(open() + 'x', frameOf(deliverOn('a')));
    expect(frames).toEqual([]);
  });

  it('contains the listed messages of a guest’s own frame, in both directions', () => {
    const { bridge, open, deliver, frames, sent } = setUp({ channels: ['a'] });
    const connection = open();
    const guestFrame = (...messages: Message[]): Frame =>
      packFrame(
        [{ message: { kind: 'guestFrame', link: 1 }, body: frameToBody(frameOf(...messages)) }],
        'structured-clone',
      );
    deliver(connection, guestFrame(deliverOn('secret'), deliverOn('a')));
    deliver(connection, guestFrame(deliverOn('secret')));
    expect(frames).toEqual([guestFrame(deliverOn('a'))]);
    sent.length = 0;
    expect(bridge.send(connection, guestFrame(send('secret')))).toContain("'secret'");
    expect(sent).toEqual([]);
    expect(bridge.send(connection, guestFrame(hello, send('a')))).toBeUndefined();
    expect(sent).toHaveLength(1);
  });

  it('brings its ports, and the ports of dropped messages are closed', async () => {
    const { open, deliver, frames, window } = setUp({ channels: ['a'] });
    const connection = open();
    const got: (readonly MessagePort[])[] = [];
    window.addEventListener('culvert:ports-to-page', (event) => got.push((event as MessageEvent).ports));
    const [a, b] = [new MessageChannel(), new MessageChannel()];
    const head = (channel: string) => `{"kind":"deliver","channel":"${channel}","senderId":0}`;
    const closed = new Promise((resolve) => b.port2.addEventListener('close', resolve));
    deliver(connection, `[[${head('secret')},${head('a')}],[2,2],[1,1]]\n[][]`, [b.port1, a.port1]);
    await closed;
    expect(got).toEqual([[a.port1]]);
    expect(frames).toEqual([[`[[${head('a')}],[2],[1]]\n[]`]]);
    a.port1.close();
  });
});

describe('a page with a list', () => {
  it('gets an error at a call on an unlisted channel, and goes on', async () => {
    const app = localApp({}, {}, ['a', 'answers']);
    const { ipcRenderer, renderer } = await app.open();
    const refused = expect.objectContaining({
      code: 'ERR_CULVERT_NOT_EXPOSED',
      message: expect.stringContaining("'secret': this page may not use it. Add it to the channels"),
    });
    expect(() => ipcRenderer.send('secret')).toThrow(refused);
    expect(() => void ipcRenderer.sendSync('secret')).toThrow(refused);
    expect(() => void ipcRenderer.invoke('secret')).toThrow(refused);
    expect(() => renderer.channel('secret').next(1)).toThrow(refused);
    app.main.ipcMain.handle('a', () => 'answer');
    expect(await ipcRenderer.invoke('a')).toBe('answer');
    const heard: string[] = [];
    ipcRenderer.on('secret', () => heard.push('secret'));
    ipcRenderer.on('answers', () => heard.push('answers'));
    app.main.channel('secret').next(1);
    app.main.channel('answers').next(1);
    await ipcRenderer.invoke('a');
    expect(heard).toEqual(['answers']);
  });

  it('tells main at once that a call or stream is not on the list', async () => {
    const app = localApp({}, {}, ['a']);
    const { renderer } = await app.open();
    const contract = defineContract({ secret: call<void, string>(), ticks: stream<void, number>() });
    expose(renderer, contract, { secret: () => 'secret', ticks: () => of(1) });
    const api = wrap(app.main.webContents.getAll()[0]!, contract);
    const refused = {
      code: 'ERR_CULVERT_NOT_EXPOSED',
      message: expect.stringContaining('page may not use it'),
    };
    await expect(api.secret()).rejects.toMatchObject(refused);
    await expect(lastValueFrom(api.ticks())).rejects.toMatchObject(refused);
  });
});
