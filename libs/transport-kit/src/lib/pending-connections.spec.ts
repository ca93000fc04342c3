import { NEVER } from 'rxjs';
import { PendingConnections, type Connection, type ConnectionTarget } from './pending-connections.js';

function connection(name: string, log: string[]): Connection & { readonly name: string } {
  const ignore = (): void => {};
  return { name, frames$: NEVER, send: ignore, replySync: ignore, close: () => log.push(`${name} closed`) };
}

function target(name: string, log: string[]): ConnectionTarget {
  return {
    connected: (got) => log.push(`${name} got ${(got as Connection & { readonly name: string }).name}`),
    closed: (failure) => log.push(`${name} closed${failure === undefined ? '' : `: ${failure.message}`}`),
  };
}

describe('PendingConnections', () => {
  let log: string[];
  let pending: PendingConnections;
  beforeEach(() => {
    log = [];
    pending = new PendingConnections();
  });

  it('gives connections to targets in the order of both', () => {
    pending.wait(target('first', log));
    pending.wait(target('second', log));
    pending.add(connection('a', log));
    pending.add(connection('b', log));
    expect(log).toEqual(['first got a', 'second got b']);
  });

  it('keeps the newest connection for the next target and closes the older ones', () => {
    pending.add(connection('a', log));
    pending.add(connection('b', log));
    pending.wait(target('late', log));
    pending.wait(target('later', log));
    expect(log).toEqual(['a closed', 'late got b']);
  });

  it('closes only the connection of the target that has given up', () => {
    const first = target('first', log);
    pending.wait(first);
    pending.cancel(first);
    pending.cancel(first);
    pending.add(connection('a', log));
    pending.add(connection('b', log));
    pending.wait(target('second', log));
    expect(log).toEqual(['a closed', 'second got b']);
  });

  it('gives it to a target that came after one that has given up', () => {
    const first = target('first', log);
    pending.wait(first);
    pending.cancel(first);
    pending.wait(target('second', log));
    pending.add(connection('a', log));
    pending.add(connection('b', log));
    expect(log).toEqual(['second got a']);
  });

  it('tells all targets, and later ones, that no connection will come', () => {
    pending.wait(target('first', log));
    pending.closed();
    pending.wait(target('late', log));
    expect(log).toEqual(['first closed', 'late closed']);
  });

  it('tells all of them why, once', () => {
    pending.wait(target('first', log));
    pending.closed(new Error('not started'));
    pending.closed();
    pending.wait(target('late', log));
    expect(log).toEqual(['first closed: not started', 'late closed: not started']);
  });

  it('still gives away what had come before', () => {
    pending.add(connection('a', log));
    pending.closed();
    pending.wait(target('late', log));
    expect(log).toEqual(['late got a']);
  });
});
