import type { SocketCloseEvent, WebSocketLike } from '@culvert/transport-kit';
import { LateSocket } from './late-socket.js';

/** A socket that records its listeners and what a session does with it. */
class FakeSocket implements WebSocketLike {
  readyState = 1;
  bufferedAmount = 7;
  readonly log: string[] = [];
  send(text: string): void {
    this.log.push(`send ${text}`);
  }
  close(code: number): void {
    this.log.push(`close ${code}`);
  }
  addEventListener(type: string): void {
    this.log.push(`listen ${type}`);
  }
}

describe('a socket that loads its code first', () => {
  it('connects until the code is there, and is the socket from then on', async () => {
    const fake = new FakeSocket();
    const socket = new LateSocket(async () => () => fake);
    socket.addEventListener('open', () => {});
    socket.addEventListener('message', () => {});
    expect([socket.readyState, socket.bufferedAmount]).toEqual([0, 0]);
    await Promise.resolve();
    await Promise.resolve();
    expect([socket.readyState, socket.bufferedAmount]).toEqual([1, 7]);
    socket.send('text');
    socket.close(1000);
    expect(fake.log).toEqual(['listen open', 'listen message', 'send text', 'close 1000']);
  });

  it('does not open if the session closes it before', async () => {
    const open = jest.fn<WebSocketLike, []>();
    const loading = Promise.resolve(open);
    const socket = new LateSocket(() => loading);
    socket.close(1000);
    await loading;
    expect(socket.readyState).toBe(3);
    expect(open).not.toHaveBeenCalled();
  });

  it('breaks, with the reason, if the code does not load', async () => {
    const missing = new Error("Cannot find package 'ws'");
    const socket = new LateSocket(() => Promise.reject(missing));
    const errors: object[] = [];
    socket.addEventListener('error', (event) => errors.push(event));
    const closed = await new Promise<SocketCloseEvent>((resolve) =>
      socket.addEventListener('close', resolve),
    );
    expect(errors).toEqual([{ error: missing }]);
    expect(closed).toEqual({ code: 1006, reason: '', wasClean: false });
    expect(socket.readyState).toBe(3);
  });
});
