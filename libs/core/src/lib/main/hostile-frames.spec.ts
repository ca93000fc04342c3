import type { Encoding, Frame } from '@culvert/protocol';
import { firstValueFrom } from 'rxjs';
import type { MainOptions } from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello, frameOf } from '../../../testing/by-hand.js';

function setUp(options: MainOptions = {}, encoding: Encoding = 'text') {
  const { main, open, peer, turn } = inVirtualTime(options);
  const drops = dropsOf(main, ({ reason }) => reason);
  const hostile = peer({}, { encoding });
  const { ipcRenderer: other } = open();
  const heard: unknown[] = [];
  main.ipcMain.on('x', ({ sender }, ...args) => heard.push([sender.id, ...args]));
  turn();
  /** True if the other renderer and main still work. */
  const goesOn = () => {
    heard.length = 0;
    other.send('x', 'goes on');
    turn();
    return JSON.stringify(heard) === '[[2,"goes on"]]';
  };
  const replies = () => hostile.packets.slice(1).map(({ message }) => message);
  return { main, ...hostile, drops, heard, replies, goesOn, turn };
}

const cut = 'x'.repeat(10);

describe('an invalid frame', () => {
  it.each<[string, Encoding, Frame]>([
    ['undefined', 'text', undefined],
    ['a number', 'text', 7],
    ['an object', 'text', {}],
    ['bytes instead of text', 'text', new Uint8Array(8)],
    ['empty', 'text', ''],
    ['invalid JSON', 'text', 'garbage\n'],
    ['without a line', 'text', '[[],[]]'],
    ['JSON of another shape', 'text', '{"messages":[]}\n'],
    ['a message that is not an object', 'text', '[[null],[0]]\n'],
    ['an invalid size', 'text', `[[{"kind":"send","channel":"x"}],[-1]]\n${cut}`],
    ['a body that is cut off', 'text', `[[{"kind":"send","channel":"x"}],[11]]\n${cut}`],
    ['blobs that are cut off', 'text', `[[{"kind":"send","channel":"x"}],[10,400]]\n${cut}`],
    ['null', 'structured-clone', null],
    ['an array without text', 'structured-clone', [1, 2]],
    ['an array with another blob', 'structured-clone', ['[[{"kind":"send","channel":"x"}],[[0,1]]]\n', {}]],
    ['text instead of bytes', 'bytes', 'text'],
    ['too few bytes', 'bytes', new Uint8Array(2)],
    ['a length beyond its end', 'bytes', new Uint8Array([255, 255, 255, 255, 0])],
    ['invalid UTF-8', 'bytes', new Uint8Array([0, 0, 0, 2, 255, 255])],
  ])('is dropped and counted: %s', (_name, encoding, frame) => {
    const { frames$, send, drops, goesOn, webContents } = setUp({}, encoding);
    send(hello);
    frames$.next(frame);
    expect(drops).toEqual(['malformed']);
    expect(webContents.isDestroyed()).toBe(false);
    expect(goesOn()).toBe(true);
  });
});

describe('an invalid message', () => {
  it.each<object>([
    {},
    { kind: 'unknown' },
    { kind: 'constructor' },
    { kind: '__proto__' },
    { kind: ['send'], channel: 'x' },
    { kind: 'welcome', id: 1, epoch: 1 },
    { kind: 'deliver', channel: 'x', senderId: 0 },
    { kind: 'refuse', code: 'x', reason: 'x' },
    { kind: 'send' },
    { kind: 'send', channel: 7 },
    { kind: 'send', channel: 'x'.repeat(1025) },
    { kind: 'sendTo', channel: 'x' },
    { kind: 'sendTo', channel: 'x', to: 1.5 },
    { kind: 'sendTo', channel: 'x', to: '__proto__' },
    { kind: 'call', channel: 'x', seq: '1' },
    { kind: 'call', channel: 'x', seq: null },
    { kind: 'sync', channel: 'x', seq: 1 },
    { kind: 'sync', channel: 'x', seq: 1, timeoutMs: -1 },
    { kind: 'sync', channel: 'x', seq: 1, timeoutMs: 'long' },
    { kind: 'cancel' },
    { kind: 'hello', version: '1', codec: 'electronJson' },
  ])('is dropped and counted, and the rest of its frame arrives: %j', (message) => {
    const { send, drops, heard, goesOn, turn } = setUp();
    send(hello);
    const valid = { kind: 'send', channel: 'x' };
    send([valid, message, valid]);
    turn();
    expect(drops).toEqual(['malformed']);
    expect(heard).toEqual([[1], [1]]);
    expect(goesOn()).toBe(true);
  });

  it('is counted if its body cannot be decoded and a listener needs it', () => {
    const { main, send, drops, replies, goesOn, turn } = setUp();
    main.ipcMain.handle('x', () => 1);
    send(hello);
    const body = { text: '{"no":"arguments"}', blobs: [] };
    for (const message of [
      { kind: 'send', channel: 'x' },
      { kind: 'call', channel: 'x', seq: 1 },
      { kind: 'sync', channel: 'x', seq: 2, timeoutMs: 1000 },
    ])
      send(message, body);
    turn();
    expect(drops).toEqual(['malformed', 'malformed', 'malformed']);
    expect(replies()).toHaveLength(2);
    expect(replies()).toEqual(
      expect.arrayContaining([1, 2].map((seq) => ({ kind: 'reply', seq, ok: false }))),
    );
    expect(goesOn()).toBe(true);
  });

  it('reaches no renderer by sendTo if its body cannot be decoded', () => {
    const { send, goesOn, turn } = setUp();
    send(hello);
    send({ kind: 'sendTo', channel: 'x', to: 2 }, { text: '[1', blobs: [] });
    turn();
    expect(goesOn()).toBe(true);
  });
});

describe('a message at the wrong time or to the wrong target', () => {
  it.each<[string, object[], string[]]>([
    [
      'before hello',
      [
        { kind: 'send', channel: 'x' },
        { kind: 'call', channel: 'x', seq: 1 },
      ],
      ['no-handshake', 'no-handshake'],
    ],
    ['hello twice', [hello, hello], ['duplicate']],
    ['cancel of nothing', [hello, { kind: 'cancel', seq: 5 }], ['not-pending']],
    ['to an unknown id', [hello, { kind: 'sendTo', channel: 'x', to: 99 }], ['unknown-target']],
    ['to main by its id', [hello, { kind: 'sendTo', channel: 'x', to: 0 }], ['unknown-target']],
    ['to a missing host', [hello, { kind: 'sendToHost', channel: 'x' }], ['no-host']],
  ])('is dropped with its reason: %s', (_name, messages, reasons) => {
    const { send, drops, goesOn, heard, turn } = setUp();
    for (const message of messages) send(message);
    turn();
    expect(drops).toEqual(reasons);
    expect(heard).toEqual([]);
    expect(goesOn()).toBe(true);
  });

  it('is a request with the number of a pending one', async () => {
    const { main, send, drops, webContents, turn } = setUp();
    const handler = jest.fn(() => new Promise(() => undefined));
    main.ipcMain.handle('y', handler);
    send(hello);
    for (let i = 0; i < 3; i++) send({ kind: 'call', channel: 'y', seq: 1 });
    turn();
    expect(handler).toHaveBeenCalledTimes(1);
    expect(drops).toEqual(['duplicate', 'duplicate']);
    expect((await firstValueFrom(main.state$)).endpoints[webContents.id]!.pending).toMatchObject([
      { seq: 1, kind: 'call' },
    ]);
  });

  it('may carry any number, and any timeout', () => {
    const { main, frames$, send, replies, turn } = setUp();
    main.ipcMain.handle('y', () => 1);
    send(hello);
    const seqs = [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    for (const seq of seqs) send({ kind: 'call', channel: 'y', seq });
    frames$.next('[[{"kind":"sync","channel":"x","seq":8,"timeoutMs":1e999}],[2]]\n[]');
    turn();
    expect(replies()).toEqual(seqs.map((seq) => ({ kind: 'reply', seq, ok: true })));
  });
});

describe('a peer that keeps sending bad frames', () => {
  it.each<[string, Frame, string]>([
    ['malformed frames', 'garbage', 'malformed'],
    [
      'frames over the limit',
      frameOf({ kind: 'send', channel: 'x' }, { text: `["${'x'.repeat(600)}"]`, blobs: [] }),
      'over-limit',
    ],
    [
      'bodies that cannot be decoded',
      frameOf({ kind: 'send', channel: 'x' }, { text: '{', blobs: [] }),
      'malformed',
    ],
  ])('is closed after limits.badFrames, and other peers go on: %s', (_name, frame, reason) => {
    const { main, frames$, send, webContents, transport, drops, goesOn } = setUp({
      limits: { badFrames: 3, messageBytes: 1000 },
    });
    send(hello);
    for (let i = 0; i < 3; i++) frames$.next(frame);
    expect(webContents.isDestroyed()).toBe(false);
    frames$.next(frame);
    expect([webContents.isDestroyed(), frames$.observed]).toEqual([true, false]);
    expect(transport.close).toHaveBeenCalled();
    expect(main.webContents.fromId(webContents.id)).toBeUndefined();
    expect(drops).toEqual([reason, reason, reason, reason]);
    expect(goesOn()).toBe(true);
  });

  it('is not heard after limits.badFrames, not even in the same frame', () => {
    const { send, webContents, heard, turn } = setUp({ limits: { badFrames: 1 } });
    send(hello);
    const bad = { kind: 'unknown' };
    send([bad, bad, { kind: 'send', channel: 'x' }]);
    turn();
    expect(webContents.isDestroyed()).toBe(true);
    expect(heard).toEqual([]);
  });
});
