import { CulvertError } from '@culvert/protocol';
import { fakeSession, type FakeSocket } from '../../testing/fake-session.js';
import { FrameSequencer } from '../index.js';

describe('webSocketSession', () => {
  it('holds frames back until the socket is open, and sends them in order', () => {
    const { socket, transport } = fakeSession();
    transport.send('a');
    transport.send('b');
    expect(socket.sent).toEqual([]);
    socket.open();
    transport.send('c');
    expect(socket.sent).toEqual(['a', 'b', 'c']);
  });

  it('takes along with a sync request what has not left the socket, by whole frames', () => {
    const { socket, posts, transport } = fakeSession();
    socket.open();
    for (const frame of ['aaaa', 'bbbb', 'cccc']) transport.send(frame);
    socket.bufferedAmount = 5;
    transport.sendSync!('request', 1000);
    expect(posts).toEqual([{ from: 2, frames: ['bbbb', 'cccc'], request: 'request' }]);
  });

  it('does not take along again what a sync request has brought', () => {
    const { posts, socket, transport } = fakeSession();
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
    const { posts, transport } = fakeSession({ status: 503, text: '' });
    transport.send('a');
    expect(() => transport.sendSync!('first', 1000)).toThrow(CulvertError);
    expect(() => transport.sendSync!('second', 1000)).toThrow(CulvertError);
    expect(posts.map(({ from, frames }) => ({ from, frames }))).toEqual([
      { from: 1, frames: ['a'] },
      { from: 1, frames: ['a'] },
    ]);
  });

  it('sends a frame that was brought before the socket opened only as its number', () => {
    const { socket, posts, transport } = fakeSession();
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
    const { socket, posts, transport } = fakeSession();
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
    const { transport } = fakeSession({ status, text: '' });
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
    const { socket, log, ends } = fakeSession();
    socket.open();
    socket.emit('message', { data: 'a' });
    socket.emit('error', {});
    socket.emit('close', event);
    expect(log).toEqual(['frame a', expected]);
    expect(ends).toEqual(['end']);
  });

  it('errors with what to check when the socket never opened, and keeps the cause', () => {
    const { socket, transport } = fakeSession();
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
    const { socket, posts, transport } = fakeSession();
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
    const { socket, log, ends, transport } = fakeSession();
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
    const { socket, transport } = fakeSession();
    transport.send('last words');
    transport.close();
    expect(socket.closes).toEqual([]);
    socket.open();
    expect(socket.sent).toEqual(['last words']);
    expect(socket.closes).toEqual([1000]);
  });

  it('closed while connecting with nothing to say, does not wait', () => {
    const { socket, transport } = fakeSession();
    transport.close();
    expect(socket.closes).toEqual([1000]);
  });

  it('says how much has not left it, before and after its socket has opened', () => {
    const { socket, transport } = fakeSession();
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
    const { socket, transport, scheduler } = fakeSession();
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
