import { NEVER } from 'rxjs';
import { PendingConnections, type Connection, type ConnectionTarget } from './pending-connections.js';

function connection(name: string, log: string[]): Connection & { readonly name: string } {
  const ignore = (): void => {};
  return { name, frames$: NEVER, send: ignore, replySync: ignore, close: () => log.push(`${name} closed`) };
}

function waiter(name: string, log: string[]): ConnectionTarget {
  return {
    connected: (got) => log.push(`${name} got ${(got as Connection & { readonly name: string }).name}`),
    gone: (failure) => log.push(`${name} gone${failure === undefined ? '' : `: ${failure.message}`}`),
  };
}

describe('PendingConnections', () => {
  let log: string[];
  let arrivals: PendingConnections;
  beforeEach(() => {
    log = [];
    arrivals = new PendingConnections();
  });

  it('gives connections to waiters in the order of both', () => {
    arrivals.wait(waiter('first', log));
    arrivals.wait(waiter('second', log));
    arrivals.arrived(connection('a', log));
    arrivals.arrived(connection('b', log));
    expect(log).toEqual(['first got a', 'second got b']);
  });

  it('keeps the newest connection for the next waiter and closes the older ones', () => {
    arrivals.arrived(connection('a', log));
    arrivals.arrived(connection('b', log));
    arrivals.wait(waiter('late', log));
    arrivals.wait(waiter('later', log));
    expect(log).toEqual(['a closed', 'late got b']);
  });

  it('closes only the connection of the waiter that has given up', () => {
    const first = waiter('first', log);
    arrivals.wait(first);
    arrivals.giveUp(first);
    arrivals.giveUp(first);
    arrivals.arrived(connection('a', log));
    arrivals.arrived(connection('b', log));
    arrivals.wait(waiter('second', log));
    expect(log).toEqual(['a closed', 'second got b']);
  });

  it('gives it to a waiter that came after one that has given up', () => {
    const first = waiter('first', log);
    arrivals.wait(first);
    arrivals.giveUp(first);
    arrivals.wait(waiter('second', log));
    arrivals.arrived(connection('a', log));
    arrivals.arrived(connection('b', log));
    expect(log).toEqual(['second got a']);
  });

  it('tells all waiters, and later ones, that no connection will come', () => {
    arrivals.wait(waiter('first', log));
    arrivals.gone();
    arrivals.wait(waiter('late', log));
    expect(log).toEqual(['first gone', 'late gone']);
  });

  it('tells all of them why, once', () => {
    arrivals.wait(waiter('first', log));
    arrivals.gone(new Error('not started'));
    arrivals.gone();
    arrivals.wait(waiter('late', log));
    expect(log).toEqual(['first gone: not started', 'late gone: not started']);
  });

  it('still gives away what had come before', () => {
    arrivals.arrived(connection('a', log));
    arrivals.gone();
    arrivals.wait(waiter('late', log));
    expect(log).toEqual(['late got a']);
  });
});
