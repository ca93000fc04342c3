import type { VirtualTimeScheduler } from 'rxjs';
import { fakeSession } from '../../testing/fake-session.js';
import { keepAliveText } from './keep-alive-message.js';

describe('the announcement of main', () => {
  const keepAlive = { keepAliveMs: 1000, messageBytes: 5000 };

  /** Moves the clock, as far as there is something to do. */
  function pass(scheduler: VirtualTimeScheduler, until: number): void {
    scheduler.maxFrames = until;
    scheduler.flush();
  }

  it('is a sign of life and a limit, and no frame', () => {
    const { socket, log, transport } = fakeSession();
    socket.open();
    expect(transport.messageBytes).toBeUndefined();
    socket.emit('message', { data: keepAliveText(keepAlive) });
    expect(transport.messageBytes).toBe(5000);
    expect(log).toEqual([]);
  });

  it('is waited for once it has been said: two intervals of silence end the connection', () => {
    const { socket, log, ends, scheduler } = fakeSession();
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
    const { socket, scheduler } = fakeSession();
    socket.terminate = jest.fn();
    socket.open();
    socket.emit('message', { data: keepAliveText(keepAlive) });
    pass(scheduler, 3000);
    expect(socket.terminate).toHaveBeenCalledTimes(1);
    expect(socket.closes).toEqual([]);
  });

  it('may as well be any other message', () => {
    const { socket, log, scheduler } = fakeSession();
    socket.open();
    socket.emit('message', { data: keepAliveText(keepAlive) });
    for (let at = 1500; at < 30_000; at += 1500) {
      pass(scheduler, at);
      socket.emit('message', { data: 'x' });
    }
    expect(log.every((entry) => entry === 'frame x')).toBe(true);
  });

  it('can be that it says nothing from now on', () => {
    const { socket, log, scheduler } = fakeSession();
    socket.open();
    socket.emit('message', { data: keepAliveText(keepAlive) });
    socket.emit('message', { data: keepAliveText({ ...keepAlive, keepAliveMs: 0 }) });
    pass(scheduler, 1_000_000);
    expect(log).toEqual([]);
  });

  it('can be that a large message comes, which is waited for at 32 KB/s', () => {
    const { socket, log, scheduler } = fakeSession();
    socket.open();
    socket.emit('message', { data: keepAliveText({ ...keepAlive, nextBytes: 3_200_000 }) });
    pass(scheduler, 99_000);
    expect(log).toEqual([]);
    socket.emit('message', { data: 'large' });
    pass(scheduler, 104_000);
    expect(log).toEqual(['frame large', 'error ERR_CULVERT_DISCONNECTED']);
  });

  it('is no longer waited for when the connection has ended', () => {
    const { socket, transport, scheduler } = fakeSession();
    socket.open();
    socket.emit('message', { data: keepAliveText(keepAlive) });
    transport.close();
    expect(scheduler.actions).toEqual([]);
  });

  it.each(['[[],[]]\nno json', '[[],[]]\n', '[[],[]]'])('is not read from %j', (data) => {
    const { socket, log } = fakeSession();
    socket.open();
    socket.emit('message', { data });
    expect(log).toEqual([`frame ${data}`]);
  });
});
