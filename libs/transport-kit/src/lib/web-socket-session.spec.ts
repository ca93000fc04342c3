import { CulvertError } from '@culvert/protocol';
import { VirtualTimeScheduler } from 'rxjs';
import { keepAliveText } from './keep-alive-message.js';
import {
  FrameSequencer,
  unpackSyncBody,
  webSocketSession,
  type SyncAnswer,
  type SyncBody,
} from '../index.js';
import type { WebSocketLike } from './web-socket-like.js';

type Listener = (event: object) => void;

/** A socket that the test drives by hand. */
class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly closes: number[] = [];
  private readonly listeners = new Map<string, Listener>();

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('A socket sends only while it is open.');
    this.sent.push(text);
    this.bufferedAmount += text.length;
  }
  close(code: number): void {
    this.closes.push(code);
  }
  /** Only of Node's. */
  terminate?(): void;
  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }
  open(): void {
    this.readyState = 1;
    this.emit('open', {});
  }
  emit(type: string, event: object): void {
    if (type === 'close') this.readyState = 3;
    this.listeners.get(type)!(event);
  }
}

function setUp(answer: SyncAnswer = { status: 200, text: 'reply' }) {
  const socket = new FakeSocket();
  const posts: SyncBody[] = [];
  const ends: string[] = [];
  const log: string[] = [];
  const scheduler = new VirtualTimeScheduler();
  const transport = webSocketSession({
    socket: socket as WebSocketLike,
    scheduler,
    post: (body) => {
      posts.push(unpackSyncBody(body));
      return answer;
    },
    onEnd: () => ends.push('end'),
  });
  transport.frames$.subscribe({
    next: (frame) => log.push(`frame ${String(frame)}`),
    complete: () => log.push('complete'),
    error: (error: CulvertError) => log.push(`error ${error.code}`),
  });
  return { socket, posts, ends, log, transport, scheduler };
}

describe('webSocketSession', () => {
  it('holds frames back until the socket is open, and sends them in order', () => {
    const { socket, transport } = setUp();
    transport.send('a');
    transport.send('b');
    expect(socket.sent).toEqual([]);
    socket.open();
    transport.send('c');
    expect(socket.sent).toEqual(['a', 'b', 'c']);
  });

  it('takes along with a sync request what has not left the socket, by whole frames', () => {
    const { socket, posts, transport } = setUp();
    socket.open();
    for (const frame of ['aaaa', 'bbbb', 'cccc']) transport.send(frame);
    socket.bufferedAmount = 5;
    transport.sendSync!('request', 1000);
    expect(posts).toEqual([{ from: 2, frames: ['bbbb', 'cccc'], request: 'request' }]);
  });

  it('does not take along again what a sync request has brought', () => {
    const { posts, socket, transport } = setUp();
    socket.open();
    transport.send('a');
    transport.sendSync!('first', 1000);
    transport.send('b');
    transport.sendSync!('second', 1000);
    expect(posts).toEqual([
      { from: 1, frames: ['a'], request: 'first' },
      { from: 2, frames: ['b'], request: 'second' },
    ]);
  });

  it('takes it along again when the sync request failed', () => {
    const { posts, transport } = setUp({ status: 503, text: '' });
    transport.send('a');
    expect(() => transport.sendSync!('first', 1000)).toThrow(CulvertError);
    expect(() => transport.sendSync!('second', 1000)).toThrow(CulvertError);
    expect(posts.map(({ from, frames }) => ({ from, frames }))).toEqual([
      { from: 1, frames: ['a'] },
      { from: 1, frames: ['a'] },
    ]);
  });

  it('sends a frame that was brought before the socket opened only as its number', () => {
    const { socket, posts, transport } = setUp();
    transport.send('a large frame');
    transport.sendSync!('request', 1000);
    transport.send('b');
    socket.open();
    const delivered: string[] = [];
    const sequencer = new FrameSequencer((frame) => delivered.push(frame));
    sequencer.receivedSync(posts[0]!, () => delivered.push(posts[0]!.request));
    for (const frame of socket.sent) sequencer.received(frame);
    expect(socket.sent).toEqual(['', 'b']);
    expect(delivered).toEqual(['a large frame', 'request', 'b']);
  });

  it('counts right when a socket adds the overhead of the wire to what it holds', () => {
    const { socket, posts, transport } = setUp();
    socket.send = function (text) {
      this.bufferedAmount += text.length + 6;
    };
    socket.open();
    transport.send('aaaa');
    transport.send('bbbb');
    socket.bufferedAmount = 10;
    transport.sendSync!('request', 1000);
    expect(posts[0]).toMatchObject({ from: 2, frames: ['bbbb'] });
  });

  it.each([
    [0, 'ERR_CULVERT_DISCONNECTED', /gone/],
    [401, 'ERR_CULVERT_TRANSPORT', /token/],
    [403, 'ERR_CULVERT_TRANSPORT', /allowedOrigins/],
    [404, 'ERR_CULVERT_TRANSPORT', /url/],
    [410, 'ERR_CULVERT_DISCONNECTED', /ended/],
    [413, 'ERR_CULVERT_MESSAGE_TOO_LARGE', /larger/],
    [502, 'ERR_CULVERT_TRANSPORT', /502/],
  ])('status %d of a sync request throws %s', (status, code, message) => {
    const { transport } = setUp({ status, text: '' });
    expect(() => transport.sendSync!('request', 1000)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['completes', { code: 1000, reason: '', wasClean: true }, 'complete'],
    ['completes when the server goes away', { code: 1001, reason: '', wasClean: true }, 'complete'],
    [
      'errors when main ends it for a reason',
      { code: 1009, reason: 'too big', wasClean: true },
      'error ERR_CULVERT_TRANSPORT',
    ],
    ['errors when it breaks', { code: 1006, reason: '', wasClean: false }, 'error ERR_CULVERT_DISCONNECTED'],
  ])('%s', (_, event, expected) => {
    const { socket, log, ends } = setUp();
    socket.open();
    socket.emit('message', { data: 'a' });
    socket.emit('error', {});
    socket.emit('close', event);
    expect(log).toEqual(['frame a', expected]);
    expect(ends).toEqual(['end']);
  });

  it('errors with what to check when the socket never opened, and keeps the cause', () => {
    const { socket, transport } = setUp();
    const cause = new Error('Unexpected server response: 401');
    let failure: unknown;
    transport.frames$.subscribe({ error: (error: unknown) => (failure = error) });
    socket.emit('error', { error: cause });
    socket.emit('close', { code: 1006, reason: '', wasClean: false });
    expect(failure).toMatchObject({
      code: 'ERR_CULVERT_TRANSPORT',
      message: expect.stringMatching(/token.*allowedOrigins.*Unexpected server response: 401/),
      cause,
    });
  });

  it('drops what is sent, and refuses sendSync, when the peer is gone', () => {
    const { socket, posts, transport } = setUp();
    socket.open();
    socket.readyState = 2;
    transport.send('a');
    expect(() => transport.sendSync!('request', 1000)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' }),
    );
    socket.emit('close', { code: 1000, reason: '', wasClean: true });
    transport.send('b');
    expect(socket.sent).toEqual([]);
    expect(posts).toEqual([]);
  });

  it('closes once, and emits nothing after it', () => {
    const { socket, log, ends, transport } = setUp();
    socket.open();
    transport.close();
    transport.close();
    socket.emit('message', { data: 'late' });
    socket.emit('close', { code: 1006, reason: '', wasClean: false });
    expect(socket.closes).toEqual([1000]);
    expect(log).toEqual(['complete']);
    expect(ends).toEqual(['end']);
  });

  it('closed while connecting, first sends what it was given', () => {
    const { socket, transport } = setUp();
    transport.send('last words');
    transport.close();
    expect(socket.closes).toEqual([]);
    socket.open();
    expect(socket.sent).toEqual(['last words']);
    expect(socket.closes).toEqual([1000]);
  });

  it('closed while connecting with nothing to say, does not wait', () => {
    const { socket, transport } = setUp();
    transport.close();
    expect(socket.closes).toEqual([1000]);
  });

  describe('the announcement of main', () => {
    const keepAlive = { keepAliveMs: 1000, messageBytes: 5000 };

    /** Moves the clock, as far as there is something to do. */
    function pass(scheduler: VirtualTimeScheduler, until: number): void {
      scheduler.maxFrames = until;
      scheduler.flush();
    }

    it('is a sign of life and a limit, and no frame', () => {
      const { socket, log, transport } = setUp();
      socket.open();
      expect(transport.messageBytes).toBeUndefined();
      socket.emit('message', { data: keepAliveText(keepAlive) });
      expect(transport.messageBytes).toBe(5000);
      expect(log).toEqual([]);
    });

    it('is waited for once it has been said: two intervals of silence end the connection', () => {
      const { socket, log, ends, scheduler } = setUp();
      socket.open();
      socket.emit('message', { data: keepAliveText(keepAlive) });
      pass(scheduler, 2999);
      expect(log).toEqual([]);
      pass(scheduler, 3000);
      expect(log).toEqual(['error ERR_CULVERT_DISCONNECTED']);
      expect([ends, socket.closes]).toEqual([['end'], [1000]]);
      expect(scheduler.actions).toEqual([]);
    });

    it('cuts the socket off where the platform can', () => {
      const { socket, scheduler } = setUp();
      socket.terminate = jest.fn();
      socket.open();
      socket.emit('message', { data: keepAliveText(keepAlive) });
      pass(scheduler, 3000);
      expect(socket.terminate).toHaveBeenCalledTimes(1);
      expect(socket.closes).toEqual([]);
    });

    it('may as well be any other message', () => {
      const { socket, log, scheduler } = setUp();
      socket.open();
      socket.emit('message', { data: keepAliveText(keepAlive) });
      for (let at = 1500; at < 30_000; at += 1500) {
        pass(scheduler, at);
        socket.emit('message', { data: 'x' });
      }
      expect(log.every((entry) => entry === 'frame x')).toBe(true);
    });

    it('can be that it says nothing from now on', () => {
      const { socket, log, scheduler } = setUp();
      socket.open();
      socket.emit('message', { data: keepAliveText(keepAlive) });
      socket.emit('message', { data: keepAliveText({ ...keepAlive, keepAliveMs: 0 }) });
      pass(scheduler, 1_000_000);
      expect(log).toEqual([]);
    });

    it('can be that a large message comes, which is waited for at 32 KB/s', () => {
      const { socket, log, scheduler } = setUp();
      socket.open();
      socket.emit('message', { data: keepAliveText({ ...keepAlive, nextBytes: 3_200_000 }) });
      pass(scheduler, 99_000);
      expect(log).toEqual([]);
      socket.emit('message', { data: 'large' });
      pass(scheduler, 104_000);
      expect(log).toEqual(['frame large', 'error ERR_CULVERT_DISCONNECTED']);
    });

    it('is no longer waited for when the connection has ended', () => {
      const { socket, transport, scheduler } = setUp();
      socket.open();
      socket.emit('message', { data: keepAliveText(keepAlive) });
      transport.close();
      expect(scheduler.actions).toEqual([]);
    });

    it.each(['[[],[]]\nno json', '[[],[]]\n', '[[],[]]'])('is not read from %j', (data) => {
      const { socket, log } = setUp();
      socket.open();
      socket.emit('message', { data });
      expect(log).toEqual([`frame ${data}`]);
    });
  });

  describe('a sync request behind more than one body takes', () => {
    const frames = (count: number, length: number) =>
      Array.from({ length: count }, (_, i) => String.fromCharCode(97 + (i % 26)).repeat(length));

    it.each([
      ['large frames', frames(5, 700_000), [1, 1, 1, 1, 1]],
      ['middling frames', frames(10, 300_000), [3, 3, 3, 1]],
      ['one frame larger than a body of several', frames(1, 3_000_000), [1, 0]],
      ['many small frames', frames(10_000, 3), [4096, 4096, 1808]],
      ['none', [], [0]],
    ])('%s', (_, sent, counts) => {
      const { posts, socket, transport } = setUp();
      socket.open();
      for (const frame of sent) transport.send(frame);
      expect(transport.sendSync!('request', 1000)).toBe('reply');
      expect(posts.map(({ frames: carried }) => carried.length)).toEqual(counts);
      expect(posts.map(({ request }) => request)).toEqual(
        counts.map((_, i) => (i < counts.length - 1 ? '' : 'request')),
      );
      const delivered: string[] = [];
      const turns: (() => void)[] = [];
      const sequencer = new FrameSequencer(
        (frame) => delivered.push(frame),
        (task) => turns.push(task),
      );
      const answered: string[] = [];
      for (const { from, frames: carried, request } of posts) {
        sequencer.receivedSync({ from, frames: carried, isPart: request === '' }, () => {
          answered.push(request);
          if (request !== '') delivered.push(request);
        });
      }
      for (const frame of sent) sequencer.received(frame);
      while (turns.length > 0) turns.shift()!();
      expect(delivered).toEqual([...sent, 'request']);
      expect(answered).toEqual(posts.map(({ request }) => request));
    });

    it('sends those that were brought before the socket opened only as their numbers, though a later body failed', () => {
      const answers = [200, 503];
      const { posts, socket, transport } = setUp({
        get status() {
          return answers.shift()!;
        },
        text: '',
      });
      transport.send('a'.repeat(1_000_000));
      transport.send('b'.repeat(1_000_000));
      expect(() => transport.sendSync!('request', 1000)).toThrow(CulvertError);
      expect(posts).toHaveLength(2);
      expect(transport.queuedBytes).toBe(2_000_000);
      socket.open();
      expect(socket.sent.map(({ length }) => length)).toEqual([0, 1_000_000]);
    });
  });

  it('says how much has not left it, before and after its socket has opened', () => {
    const { socket, transport } = setUp();
    transport.send('four');
    expect(transport.queuedBytes).toBe(8);
    socket.open();
    expect(transport.queuedBytes).toBe(4);
    transport.send('more');
    socket.bufferedAmount = 5;
    expect(transport.queuedBytes).toBe(5);
  });

  it.each<[string, (socket: FakeSocket) => void]>([
    ['all has left', (socket) => (socket.bufferedAmount = 0)],
    [
      'the connection has ended',
      (socket) => socket.emit('close', { code: 1006, reason: '', wasClean: false }),
    ],
  ])('flushes until %s', async (_, end) => {
    const { socket, transport, scheduler } = setUp();
    transport.send('a');
    let flushed = false;
    const flushing = transport.flush!().then(() => (flushed = true));
    scheduler.maxFrames = 50;
    scheduler.flush();
    socket.open();
    scheduler.maxFrames = 100;
    scheduler.flush();
    await Promise.resolve();
    expect(flushed).toBe(false);
    end(socket);
    scheduler.maxFrames = 200;
    scheduler.flush();
    await flushing;
  });
});
