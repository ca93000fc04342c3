import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import { SessionRegistry } from './session-registry.js';

const KEY = '0123456789abcdef0123456789abcdef';
const LIMIT_MS = 30_000;
const HELLO_MS = 10_000;

const settings = {
  keepAlive: { keepAliveMs: 15_000, messageBytes: 1000 },
  helloTimeoutMs: 0,
  outboxBytes: 1000,
  report: () => undefined,
  hide: (text: string) => text,
};

/** The part of a WebSocket that a session uses. */
class FakeSocket extends EventEmitter {
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  readonly sent: string[] = [];
  send(frame: string): void {
    this.sent.push(frame);
  }
  close(code: number): void {
    this.emit('close', code);
  }
}

function setUp(change: Partial<typeof settings> = {}) {
  const main = new FakeMain();
  const sessions = new SessionRegistry(main, { ...settings, ...change }, 3);
  const session = sessions.obtain(KEY, undefined);
  const connection = main.connections[0]!;
  const ended = jest.fn();
  session.frames$.subscribe({ complete: ended });
  const attach = () => {
    const socket = new FakeSocket();
    session.attach(socket as unknown as WebSocket);
    return socket;
  };
  return { main, sessions, session, connection, ended, attach };
}

/** Posts a sync request that main does not answer by itself. */
function post(session: ReturnType<typeof setUp>['session']) {
  const answers: (readonly [number, string])[] = [];
  const body = { from: 1, frames: [], request: 'later' };
  return { answers, abort: session.sync(body, (...answer) => answers.push(answer)) };
}

describe('SessionRegistry', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('connects a session to main once', () => {
    const { main, sessions, session } = setUp();
    expect(sessions.obtain(KEY, undefined)).toBe(session);
    expect(main.connections).toHaveLength(1);
  });

  it('ends a session if its WebSocket never comes', () => {
    const { sessions, ended } = setUp();
    jest.advanceTimersByTime(LIMIT_MS - 1);
    expect(ended).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(sessions.check(KEY, undefined)).toMatchObject({ status: 410 });
  });

  it('does not count the time in which its client is blocked', () => {
    const { session, ended } = setUp();
    const { answers } = post(session);
    jest.advanceTimersByTime(10 * LIMIT_MS);
    session.replySync('reply');
    expect(answers).toEqual([[200, 'reply']]);
    jest.advanceTimersByTime(LIMIT_MS - 1);
    expect(ended).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('never passes the answer to an abandoned request to the next request, which still waits', () => {
    const { session, connection, attach } = setUp();
    const socket = attach();
    post(session).abort();
    const answers: (readonly [number, string])[] = [];
    session.sync({ from: 2, frames: ['cancel'], request: 'next' }, (...answer) => answers.push(answer));
    session.replySync('to the first');
    expect([answers, connection.frames]).toEqual([[], ['later']]);
    socket.emit('message', Buffer.from('on its way'), false);
    expect(connection.frames).toEqual(['later', 'on its way', 'cancel', 'next']);
    session.replySync('to the next');
    expect(answers).toEqual([[200, 'to the next']]);
  });

  it('is not held up by a client that waits and cannot take any frame', async () => {
    const { session } = setUp();
    const { answers } = post(session);
    session.send('welcome');
    await session.flush();
    session.close();
    expect(answers).toEqual([[410, 'this session has ended']]);
  });

  it('counts again when a blocked client has given up', () => {
    const { session, ended } = setUp();
    post(session).abort();
    jest.advanceTimersByTime(LIMIT_MS);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('waits for nothing once the WebSocket has come', () => {
    const { session, attach, ended } = setUp();
    attach();
    post(session).abort();
    session.replySync('nobody waits');
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(10 * LIMIT_MS);
    expect(ended).not.toHaveBeenCalled();
  });

  it('ends a session when its WebSocket closes, answers its sync request, and never accepts its key again', () => {
    const { sessions, session, attach, ended } = setUp();
    const socket = attach();
    const { answers } = post(session);
    socket.close(1006);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(answers).toEqual([[410, 'this session has ended']]);
    expect(post(session).answers).toEqual([[410, 'this session has ended']]);
    expect(sessions.check(KEY, undefined)).toMatchObject({ status: 410 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps what main sends until the WebSocket comes', () => {
    const { session, attach } = setUp();
    session.send('a');
    session.send('b');
    expect(attach().sent).toEqual(['a', 'b']);
  });

  it('sends the refusal of main to a WebSocket that comes after main has closed', () => {
    const { sessions, session, attach, ended } = setUp();
    session.send('refused');
    session.close();
    session.send('never');
    expect(ended).toHaveBeenCalledTimes(1);
    expect(sessions.check(KEY, undefined)).toBeUndefined();
    expect(attach().sent).toEqual(['refused']);
    expect(sessions.check(KEY, undefined)).toMatchObject({ status: 410 });
  });

  it('stops waiting for the WebSocket after the limit', () => {
    const { sessions, session } = setUp();
    session.send('refused');
    session.close();
    jest.advanceTimersByTime(LIMIT_MS);
    expect(sessions.check(KEY, undefined)).toMatchObject({ status: 410 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('binds a session to the origin that made it', () => {
    const { sessions } = setUp();
    sessions.obtain(`${KEY}2`, 'https://a.example');
    expect(sessions.check(`${KEY}2`, 'https://a.example')).toBeUndefined();
    expect(sessions.check(`${KEY}2`, 'https://b.example')).toMatchObject({ status: 403 });
    expect(sessions.check(`${KEY}2`, undefined)).toMatchObject({ status: 403 });
    expect(sessions.check(KEY, 'https://a.example')).toMatchObject({ status: 403 });
  });

  it.each([null, '', 'short', `${KEY}!`, 'x'.repeat(129), `${KEY}\n`])('refuses the key %p', (key) => {
    expect(setUp().sessions.check(key, undefined)).toMatchObject({ status: 400 });
  });

  it('forgets a session that main refused', () => {
    const closed = {
      connect(): never {
        throw new Error('closed');
      },
    };
    const sessions = new SessionRegistry(closed, settings, 3);
    expect(() => sessions.obtain(KEY, undefined)).toThrow('closed');
    expect(sessions.check(KEY, undefined)).toMatchObject({ status: 410 });
    expect(jest.getTimerCount()).toBe(0);
  });

  describe('a client that never sends a frame', () => {
    it.each([
      ['with a WebSocket', true],
      ['without one', false],
    ])('%s: its session ends', (_, hasSocket) => {
      const { sessions, attach, ended } = setUp({ helloTimeoutMs: HELLO_MS });
      if (hasSocket) attach();
      jest.advanceTimersByTime(HELLO_MS - 1);
      expect(ended).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(ended).toHaveBeenCalledTimes(1);
      expect(sessions.check(KEY, undefined)).toMatchObject({ status: 410 });
      expect(jest.getTimerCount()).toBe(0);
    });

    it('is not a client that sends it on either lane', () => {
      const first = setUp({ helloTimeoutMs: HELLO_MS });
      first.attach().emit('message', Buffer.from('hello'), false);
      const second = setUp({ helloTimeoutMs: HELLO_MS });
      post(second.session);
      jest.advanceTimersByTime(HELLO_MS);
      expect([first.ended.mock.calls, second.ended.mock.calls]).toEqual([[], []]);
    });

    it('is a client with a sync request that waits for frames that never come', () => {
      const { session, ended } = setUp({ helloTimeoutMs: HELLO_MS });
      const answers: number[] = [];
      session.sync({ from: 2, frames: [], request: 'later' }, (status) => answers.push(status));
      jest.advanceTimersByTime(HELLO_MS);
      expect(ended).toHaveBeenCalledTimes(1);
      expect(answers).toEqual([410]);
    });
  });

  it('counts frames that wait for a WebSocket to come, and ends above its limit', () => {
    const { session, ended } = setUp({ outboxBytes: 20 });
    session.send('12345');
    expect(session.queuedBytes).toBe(10);
    session.send('67890');
    expect(session.queuedBytes).toBe(20);
    expect(ended).not.toHaveBeenCalled();
    session.send('!');
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('then counts the bytes that the WebSocket has not sent', () => {
    const { session, attach } = setUp();
    session.send('12345');
    const socket = attach();
    expect(session.queuedBytes).toBe(0);
    Object.assign(socket, { bufferedAmount: 7 });
    expect(session.queuedBytes).toBe(7);
  });

  describe('with three connections at most', () => {
    it('refuses a fourth, on every lane, and accepts it when one has left', () => {
      const { sessions, attach } = setUp();
      const socket = attach();
      sessions.obtain(`${KEY}2`, undefined);
      expect(sessions.startPost(`${KEY}3`)).toBe(true);
      expect(sessions.check(`${KEY}4`, undefined)).toMatchObject({ status: 503 });
      for (const known of [KEY, `${KEY}2`, `${KEY}3`])
        expect(sessions.check(known, undefined)).toBeUndefined();
      sessions.posted(`${KEY}3`);
      expect(sessions.check(`${KEY}4`, undefined)).toBeUndefined();
      sessions.obtain(`${KEY}4`, undefined);
      expect(sessions.check(`${KEY}5`, undefined)).toMatchObject({ status: 503 });
      socket.close(1000);
      expect(sessions.check(`${KEY}5`, undefined)).toBeUndefined();
    });

    it('accepts one sync request of a session at a time, while it comes in and while it waits', () => {
      const { sessions, session } = setUp();
      expect([sessions.startPost(KEY), sessions.startPost(KEY)]).toEqual([true, false]);
      sessions.posted(KEY);
      const { abort } = post(session);
      expect(sessions.startPost(KEY)).toBe(false);
      abort();
      expect(sessions.startPost(KEY)).toBe(true);
    });
  });
});
