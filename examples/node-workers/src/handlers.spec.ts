import { test } from 'node:test';
import { expose, wrap } from '@culvert/core/contract';
import { runIpc } from '@culvert/testing';
import { take } from 'rxjs';
import { numbers } from './contract.js';
import { handlers } from './handlers.js';

test('the first primes arrive one round trip after the call', () => {
  runIpc(({ link, expectObservable }) => {
    const { renderer, webContents } = link({ latency: '3ms' });
    expose(renderer, numbers, handlers);
    const primes$ = wrap(webContents, numbers).primes(10).pipe(take(3));
    expectObservable(primes$).toBe('------(abc|)', { a: 11, b: 13, c: 17 });
  });
});
