import { NEVER, Subject } from 'rxjs';
import type { Frame } from '@culvert/protocol';
import { PendingConnections, type Connection } from './pending-connections.js';
import { DeferredTransport } from './deferred-transport.js';

interface TestConnection extends Connection {
  readonly frames: Subject<Frame>;
  readonly log: string[];
}

function connection(more: Partial<Connection> = {}): TestConnection {
  const frames = new Subject<Frame>();
  const log: string[] = [];
  return {
    frames,
    frames$: frames,
    log,
    send: (frame) => log.push(`sent ${String(frame)}`),
    replySync: () => {},
    close: () => log.push('closed'),
    ...more,
  };
}

describe('DeferredTransport', () => {
  let pending: PendingConnections;
  let transport: DeferredTransport;
  beforeEach(() => {
    pending = new PendingConnections();
    transport = new DeferredTransport({ encoding: 'text', exiting$: NEVER }, pending);
  });

  it('reports the waiting bytes of its connection, and 0 before it has one', async () => {
    expect(transport.queuedBytes).toBe(0);
    await transport.flush();
    let flushed = 0;
    const flush = () => Promise.resolve(void flushed++);
    pending.add(connection({ queuedBytes: 17, flush }));
    expect(transport.queuedBytes).toBe(17);
    await transport.flush();
    expect([flushed, transport.exiting$]).toEqual([1, NEVER]);
  });

  it('reports 0 waiting bytes if its connection cannot tell', async () => {
    pending.add(connection());
    expect(transport.queuedBytes).toBe(0);
    await transport.flush();
  });

  it('fails with an error that occurs before it has a connection', () => {
    const errors: unknown[] = [];
    transport.frames$.subscribe({ error: (error) => errors.push(error) });
    const failure = new Error('not started');
    pending.closed(failure);
    expect(errors).toEqual([failure]);
  });

  it('closes a peer that exceeds its bound before there is a subscriber', () => {
    const peer = connection();
    pending.add(peer);
    const large = new Uint8Array(1024 * 1024);
    for (let i = 0; i < 100; i++) peer.frames.next(large);
    expect(peer.log).toEqual(['closed']);
    const errors: unknown[] = [];
    transport.frames$.subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([{ code: 'ERR_CULVERT_OVERFLOW' }]);
  });
});
